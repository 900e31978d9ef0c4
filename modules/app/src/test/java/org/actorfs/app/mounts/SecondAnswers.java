package org.actorfs.app.mounts;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the log says of requests that were answered more than once, while this is open; nobody else is shown it. */
final class SecondAnswers implements AutoCloseable {
    private final Logger log = (Logger) LoggerFactory.getLogger(Pending.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    SecondAnswers() {
        said.start();
        log.setLevel(Level.WARN);
        log.setAdditive(false);
        log.addAppender(said);
    }

    /** Each with the place that gave it. */
    List<String> told() {
        return said.list.stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        log.detachAppender(said);
        log.setAdditive(true);
        log.setLevel(null);
    }
}
