package org.actorfs.app.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.inspect.Inspector;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Watch;

/** One inode that is only made up, at every path but {@code /none}, and one trace. */
public final class FakeInspector implements Inspector {
    private final Watch<TraceJson> watch = new Watch<>(10, Watch.Full.LOSES_NEW, TraceJson::lagged, _ -> {});
    private volatile Optional<String> traced = Optional.of("nothing yet");

    /** What every trace tells; to be closed where a test would wait for ever. */
    public Watch<TraceJson> watch() {
        return watch;
    }

    /** The path of the last trace. */
    public Optional<String> traced() {
        return traced;
    }

    @Override
    public CompletionStage<Answer<InodeJson>> inode(MountView mount, String path) {
        InodeJson.Lock lock = new InodeJson.Lock("record", "write", 0, 9L, "ab", Integer.MAX_VALUE, true);
        return CompletableFuture.completedStage(
                path.equals("/none")
                        ? Answer.failed(new MountFault.PathNotFound("there is no /none"))
                        : Answer.of(new InodeJson(
                                mount.id().toString(),
                                mount.spec().mountpoint(),
                                path,
                                "file",
                                "7",
                                7,
                                "0644",
                                1,
                                0,
                                0,
                                12,
                                true,
                                "asleep",
                                2,
                                0,
                                List.of(new InodeJson.Handle(5, "read-write", "02", true)),
                                1,
                                3,
                                List.of(lock),
                                List.of(new InodeJson.Waiter(lock, 1500)))));
    }

    @Override
    public CompletionStage<Answer<Watch<TraceJson>>> trace(MountView mount, Optional<String> path) {
        traced = path;
        return CompletableFuture.completedStage(Answer.of(watch));
    }
}
