package org.actorfs.app;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.inspect.Inspector;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.VolumePath;
import org.actorfs.app.mounts.Watch;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.Description;
import org.actorfs.fuse.session.Inspected;
import org.actorfs.fuse.session.KernelSession;
import org.actorfs.fuse.session.Trace;
import org.actorfs.fuse.session.TraceEvent;
import org.actorfs.fuse.session.TraceListener;

/** Looks into {@link LocalMounts}, at their sessions. */
final class LiveInspector implements Inspector {
    /** Of all mounts. */
    static final int MOST_TRACES = 16;

    /** How long a driver or an actor may take to answer. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Questions to one session that have no answer yet, whoever gave them up. */
    static final int MOST_QUESTIONS = 64;

    /** Events that wait for a slow listener. */
    private static final int BUFFER = 4096;

    private final LocalMounts mounts;

    /** Room for more questions, by session. */
    private final Map<KernelSession, Semaphore> rooms = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicInteger traces = new AtomicInteger();

    LiveInspector(LocalMounts mounts) {
        this.mounts = mounts;
    }

    @Override
    public CompletionStage<Answer<InodeJson>> inode(MountView mount, String path) {
        return with(
                mount,
                path,
                (session, parsed) -> this.<Description>bounded(
                                mount, session, parsed.toString(), () -> session.describe(names(parsed)), _ -> {})
                        .thenApply(answer -> answer.map(description -> InodeForm.of(mount, parsed, description))));
    }

    @Override
    public CompletionStage<Answer<Watch<TraceJson>>> trace(MountView mount, Optional<String> path) {
        return with(
                mount,
                path.orElse("/"),
                (session, parsed) -> trace(mount, session, path.map(_ -> names(parsed)), parsed.toString()));
    }

    private CompletionStage<Answer<Watch<TraceJson>>> trace(
            MountView mount, KernelSession session, Optional<List<Name>> path, String shown) {
        if (traces.incrementAndGet() > MOST_TRACES) {
            traces.decrementAndGet();
            return failed(new MountFault.Busy("%d traces are open already: end one".formatted(MOST_TRACES)));
        }
        CompletableFuture<Trace> opened = new CompletableFuture<>();
        Watch<TraceJson> watch = new Watch<>(BUFFER, Watch.Full.LOSES_NEW, TraceJson::lagged, _ -> {
            traces.decrementAndGet();
            var _ = opened.thenAccept(Trace::close);
        });
        Supplier<CompletionStage<Inspected<Trace>>> question = () -> session.trace(path, listener(watch));
        CompletionStage<Answer<Trace>> answered = path.isEmpty()
                ? question.get().thenApply(inspected -> answer(mount, shown, inspected)) // which waits for nobody
                : bounded(mount, session, shown, question, Trace::close);
        return answered.thenApply(answer -> switch (answer) {
            case Answer.Done<Trace>(Trace trace) -> {
                opened.complete(trace);
                yield Answer.of(watch);
            }
            case Answer.Failed<Trace>(MountFault fault) -> {
                watch.close();
                yield Answer.failed(fault);
            }
        });
    }

    private static TraceListener listener(Watch<TraceJson> watch) {
        return new TraceListener() {
            @Override
            public void onEvent(TraceEvent event) {
                watch.offer(TraceForm.of(event));
            }

            @Override
            public void onEnd() {
                watch.close();
            }
        };
    }

    private interface Question<T> {
        CompletionStage<Answer<T>> ask(KernelSession session, VolumePath path);
    }

    private <T> CompletionStage<Answer<T>> with(MountView mount, String path, Question<T> question) {
        Optional<KernelSession> session = mounts.session(mount.id());
        return switch (VolumePath.parse(path)) {
            case Answer.Failed<VolumePath>(MountFault fault) -> failed(fault);
            case Answer.Done<VolumePath>(VolumePath parsed) ->
                session.isPresent() ? question.ask(session.get(), parsed) : failed(notRunning(mount));
        };
    }

    private static List<Name> names(VolumePath path) {
        return path.names().stream().map(Name::of).toList();
    }

    /** What comes within the limit, if there is room for the question; {@code late} takes a value that comes afterwards. */
    private <T> CompletionStage<Answer<T>> bounded(
            MountView mount,
            KernelSession session,
            String path,
            Supplier<CompletionStage<Inspected<T>>> question,
            Consumer<T> late) {
        Semaphore room = rooms.computeIfAbsent(session, _ -> new Semaphore(MOST_QUESTIONS));
        if (!room.tryAcquire()) {
            return failed(full(mount));
        }
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        var _ = question.get().whenComplete((inspected, _) -> {
            room.release();
            if (inspected != null
                    && !answer.complete(answer(mount, path, inspected))
                    && inspected instanceof Inspected.Found<T>(T value)) {
                late.accept(value);
            }
        });
        return answer.completeOnTimeout(Answer.failed(busy(mount, path)), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> Answer<T> answer(MountView mount, String path, Inspected<T> inspected) {
        return switch (inspected) {
            case Inspected.Found<T>(T value) -> Answer.of(value);
            case Inspected.NotFound<T>(Errno errno) -> Answer.failed(notFound(mount, path, errno));
            case Inspected.Ended<T> _ -> Answer.failed(notRunning(mount));
            case Inspected.TooMany<T> _ ->
                Answer.failed(new MountFault.Busy("too many traces of %s are open already: end one"
                        .formatted(mount.spec().mountpoint())));
            case Inspected.Unsupported<T> _ ->
                Answer.failed(new MountFault.BadRequest(
                        "%s cannot be traced: only what comes through transport=dev has requests to show"
                                .formatted(mount.spec().mountpoint())));
        };
    }

    private static MountFault notFound(MountView mount, String path, Errno errno) {
        String advice =
                switch (errno) {
                    case ENOENT, ENOTDIR, ENAMETOOLONG -> "write it from the root of the volume, without links";
                    default -> "so its volume answers, and the daemon's log may say why";
                };
        return new MountFault.PathNotFound(
                "%s cannot be found in %s (%s): %s".formatted(path, mount.spec().mountpoint(), errno, advice));
    }

    private static MountFault notRunning(MountView mount) {
        return new MountFault.NotRunning(
                "%s does not run: start it first".formatted(mount.spec().mountpoint()));
    }

    private static MountFault busy(MountView mount, String path) {
        return new MountFault.Busy(
                "%s in %s did not answer within %d s: its actor or its driver is busy, see  actorfs trace %2$s"
                        .formatted(path, mount.spec().mountpoint(), LIMIT.toSeconds()));
    }

    private static MountFault full(MountView mount) {
        return new MountFault.Busy("%d questions to %s have no answer yet: its driver is busy, see  actorfs trace %2$s"
                .formatted(MOST_QUESTIONS, mount.spec().mountpoint()));
    }

    private static <T> CompletionStage<Answer<T>> failed(MountFault fault) {
        return CompletableFuture.completedStage(Answer.failed(fault));
    }
}
