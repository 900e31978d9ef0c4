package org.actorfs.app.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.metrics.SessionNumbers.Population;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Mounts;

/** All numbers of a daemon, for whoever asks over HTTP. The daemon owns it, and closes it when nobody can ask any more. */
public final class Meters implements AutoCloseable {
    /** How long a scrape waits for who may hang. */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    /** Of {@link #prometheus}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final SessionNumbers numbers;
    private final Mounts mounts;
    private final PrometheusMeterRegistry process = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    private Meters(SessionNumbers numbers, Mounts mounts) {
        this.numbers = numbers;
        this.mounts = mounts;
    }

    /** Begins to hear of the JVM's garbage collections; what else there is, is asked for when it is wanted. */
    public static Meters start(SessionNumbers numbers, Mounts mounts) {
        Meters meters = new Meters(numbers, mounts);
        meters.collections.bindTo(meters.process);
        Stream.of(
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new FileDescriptorMetrics())
                .forEach(binder -> binder.bindTo(meters.process));
        return meters;
    }

    /** What the mounts that run were asked, without empty buckets; empty if nothing is counted. */
    public Optional<StatsJson> stats() {
        return numbers.stats().map(StatsJson::sparse);
    }

    /** Everything, in the text format of Prometheus; complete within {@link #LIMIT} and a little, whatever hangs. */
    public CompletionStage<byte[]> prometheus() {
        CompletionStage<List<Population>> populations = numbers.populations()
                .toCompletableFuture()
                .completeOnTimeout(List.of(), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        return known().thenCombineAsync(populations, this::text);
    }

    /** Empty if it is not known, or not in time. */
    private CompletionStage<Optional<List<MountView>>> known() {
        return mounts.list()
                .thenApply(answer -> answer instanceof Answer.Done<List<MountView>>(List<MountView> all)
                        ? Optional.of(all)
                        : Optional.<List<MountView>>empty())
                .toCompletableFuture()
                .completeOnTimeout(Optional.empty(), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private byte[] text(Optional<List<MountView>> known, List<Population> populations) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        for (MetricSnapshot snapshot : process.getPrometheusRegistry().scrape()) {
            all.metricSnapshot(snapshot);
        }
        numbers.stats().map(MountMetrics::of).orElse(List.of()).forEach(all::metricSnapshot);
        MountMetrics.ofPopulations(populations).forEach(all::metricSnapshot);
        known.map(MountMetrics::ofStatus).ifPresent(all::metricSnapshot);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // to memory
        }
        return text.toByteArray();
    }

    @Override
    public void close() {
        collections.close();
        process.close();
    }
}
