package org.actorfs.app.api;

import java.util.List;
import org.actorfs.app.mounts.Mounts;
import org.jspecify.annotations.Nullable;

/** What the API answers beside a single {@link MountJson}. */
public final class Replies {
    private Replies() {}

    /** To {@code GET mounts}. */
    public record Listed(List<MountJson> mounts) {}

    /** To {@code PATCH mounts/{id}}: the fields that hold at once, and those that hold from the next start on. */
    public record Updated(MountJson mount, List<String> live, List<String> atNextStart) {
        public static Updated of(Mounts.Updated updated) {
            return new Updated(MountJson.of(updated.mount()), updated.live(), updated.atNextStart());
        }
    }

    /** To {@code POST mounts/{id}/stop}; {@code how} is a {@link org.actorfs.app.mounts.StopKind} in small letters. */
    public record Stopped(MountJson mount, String how) {
        public static Stopped of(Mounts.Stopped stopped) {
            return new Stopped(MountJson.of(stopped.mount()), MountJson.word(stopped.how()));
        }
    }

    /** To {@code POST mounts/stop-all} and {@code start-auto}. */
    public record Results(List<Result> results) {
        public static Results of(List<Mounts.Result> results) {
            return new Results(results.stream().map(Result::of).toList());
        }
    }

    /** What became of one mount of several; no error: what was to be done was done. */
    public record Result(MountJson mount, @Nullable ErrorJson error) {
        static Result of(Mounts.Result result) {
            return new Result(
                    MountJson.of(result.mount()),
                    result.fault().map(ErrorJson::of).orElse(null));
        }
    }

    /** To {@code POST reload}: mountpoints, and what failed. */
    public record Reloaded(List<String> added, List<String> changed, List<String> removed, List<Result> failed) {
        public static Reloaded of(Mounts.Reloaded reloaded) {
            return new Reloaded(
                    reloaded.added(),
                    reloaded.changed(),
                    reloaded.removed(),
                    reloaded.failed().stream().map(Result::of).toList());
        }
    }

    /** To {@code POST page/tickets}: opens the page once. */
    public record Ticket(String ticket) {}

    /** To {@code POST page/token}. */
    public record Token(String token) {}

    /** To {@code GET version}. */
    public record Version(String version) {}

    /** To {@code GET /health/live} and {@code /health/ready}; {@code reason} why it is not ready. */
    public record Health(String status, @Nullable String reason) {}
}
