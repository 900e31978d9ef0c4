package org.actorfs.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Points Logback at the file that the configuration names. Without one, the {@code logback.xml} in the jar holds. */
final class Logging {
    private Logging() {}

    /** To be called once, before the first actor starts. */
    static void configure(Settings settings) {
        var _ = LoggerFactory.getILoggerFactory(); // or SLF4J complains of the threads that log while it starts
        settings.logback().ifPresent(Logging::load);
        if (settings.logFormat() == LogFormat.JSON) {
            writeJson();
        }
    }

    /** Whatever the configuration names for a layout, each line is an object. */
    private static void writeJson() {
        for (Logger logger : context().getLoggerList()) {
            for (var appenders = logger.iteratorForAppenders(); appenders.hasNext(); ) {
                if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                    appender.setEncoder(jsonEncoder());
                }
            }
        }
    }

    private static JsonEncoder jsonEncoder() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context());
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false); // without what stands in for its {}
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    /** Says nothing any more: for a run whose faults are made on purpose. */
    static void silence() {
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    private static LoggerContext context() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            return context;
        }
        throw new IllegalStateException("SLF4J is not bound to Logback");
    }

    private static void load(Path file) {
        LoggerContext context = context();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        context.reset();
        try {
            configurator.doConfigure(file.toFile());
        } catch (JoranException e) {
            throw CommandFailure.usage("%s is not a Logback configuration: %s".formatted(file, e.getMessage()));
        }
    }
}
