package org.actorfs.simulation.check;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.simulation.check.NameStep.Kind;
import org.actorfs.simulation.check.NameStep.Link;
import org.actorfs.simulation.check.NameStep.Listing;
import org.actorfs.simulation.check.NameStep.Lookup;
import org.actorfs.simulation.check.NameStep.Make;
import org.actorfs.simulation.check.NameStep.Parent;
import org.actorfs.simulation.check.NameStep.Refused;
import org.actorfs.simulation.check.NameStep.Remove;
import org.actorfs.simulation.check.NameStep.Rename;
import org.actorfs.simulation.check.NameStep.Resolve;
import org.actorfs.simulation.check.Namespace.Slot;
import org.actorfs.simulation.check.Namespace.Target;
import org.jspecify.annotations.Nullable;

/**
 * All names of a volume as one object: a rename touches two directories at once, so one directory alone would not do. Where several
 * errors apply, POSIX lets a volume choose, and so does the model.
 */
public final class NamespaceModel implements Model<Namespace, NameStep> {
    private final long root;

    public NamespaceModel(long root) {
        this.root = root;
    }

    @Override
    public Namespace start() {
        return new Namespace(Map.of());
    }

    @Override
    public @Nullable Namespace after(Namespace state, NameStep step) {
        if (step instanceof Refused refused) {
            return errors(state, refused.step()).contains(refused.errno()) ? state : null;
        }
        return errors(state, step).isEmpty() ? applied(state, step) : null;
    }

    @Override
    public boolean isReadOnly(NameStep step) {
        return switch (step) {
            case Lookup _, Listing _, Parent _, Resolve _, Refused _ -> true;
            case Make _, Link _, Remove _, Rename _ -> false;
        };
    }

    private @Nullable Namespace applied(Namespace state, NameStep step) {
        return switch (step) {
            case Lookup s -> isAt(state, s.directory(), s.name(), s.found()) ? state : null;
            case Make s -> made(state, s);
            case Link s -> state.with(new Slot(s.directory(), s.name()), state.find(s.target()));
            case Remove s -> state.with(new Slot(s.directory(), s.name()), null);
            case Rename s -> renamed(state, s);
            case Listing s -> state.listing(s.directory()).equals(s.names()) ? state : null;
            case Parent s -> parentOf(state, s.directory()) == s.found() ? state : null;
            case Resolve _ -> state;
            case Refused _ -> null;
        };
    }

    /** Every error that applies; none means that the step must succeed. */
    private Set<Errno> errors(Namespace state, NameStep step) {
        return switch (step) {
            case Lookup s -> when(state.get(new Slot(s.directory(), s.name())) == null, Errno.ENOENT);
            case Make s -> errorsOfMake(state, s);
            case Link s -> errorsOfLink(state, s);
            case Remove s -> errorsOfRemove(state, s);
            case Rename s -> errorsOfRename(state, s);
            case Listing _, Refused _ -> Set.of();
            case Parent s -> when(parentOf(state, s.directory()) == 0, Errno.ENOENT);
            case Resolve s -> when(s.ino() != root && state.find(s.ino()) == null, Errno.ESTALE);
        };
    }

    private static Set<Errno> when(boolean applies, Errno errno) {
        return applies ? Set.of(errno) : Set.of();
    }

    private boolean isGone(Namespace state, long directory) {
        return directory != root && state.find(directory) == null;
    }

    private long parentOf(Namespace state, long directory) {
        return directory == root ? root : state.parent(directory);
    }

    private static boolean isAt(Namespace state, long directory, Name name, long ino) {
        Target target = state.get(new Slot(directory, name));
        return target != null && target.ino() == ino;
    }

    private Set<Errno> errorsOfMake(Namespace state, Make s) {
        Target there = state.get(new Slot(s.directory(), s.name()));
        if (there == null) {
            return when(isGone(state, s.directory()), Errno.ENOENT);
        }
        if (s.exclusive()) {
            return Set.of(Errno.EEXIST);
        }
        return switch (there.kind()) {
            case FILE -> Set.of();
            case DIRECTORY -> Set.of(Errno.EISDIR);
            case SYMLINK -> Set.of(Errno.ELOOP);
            case SPECIAL -> Set.of(Errno.ENXIO);
        };
    }

    private static @Nullable Namespace made(Namespace state, Make s) {
        Slot slot = new Slot(s.directory(), s.name());
        Target there = state.get(slot);
        if (there != null) {
            return there.ino() == s.made() ? state : null;
        }
        return state.find(s.made()) == null ? state.with(slot, new Target(s.made(), s.kind())) : null;
    }

    private Set<Errno> errorsOfLink(Namespace state, Link s) {
        Set<Errno> errors = EnumSet.noneOf(Errno.class);
        Target target = state.find(s.target());
        if (target == null || isGone(state, s.directory())) {
            errors.add(Errno.ENOENT);
        }
        if (state.get(new Slot(s.directory(), s.name())) != null) {
            errors.add(Errno.EEXIST);
        }
        if (s.ofDirectory()) {
            errors.add(Errno.EPERM);
        }
        return errors;
    }

    private static Set<Errno> errorsOfRemove(Namespace state, Remove s) {
        Target there = state.get(new Slot(s.directory(), s.name()));
        if (there == null) {
            return Set.of(Errno.ENOENT);
        }
        boolean isDirectory = there.kind() == Kind.DIRECTORY;
        if (isDirectory != s.asDirectory()) {
            return Set.of(isDirectory ? Errno.EISDIR : Errno.ENOTDIR);
        }
        return when(isDirectory && !state.isEmpty(there.ino()), Errno.ENOTEMPTY);
    }

    private Set<Errno> errorsOfRename(Namespace state, Rename s) {
        Set<Errno> errors = EnumSet.noneOf(Errno.class);
        Target moved = state.get(new Slot(s.from(), s.name()));
        Target replaced = state.get(new Slot(s.to(), s.newName()));
        if (moved == null || isGone(state, s.to()) || (s.exchange() && replaced == null)) {
            errors.add(Errno.ENOENT);
        }
        if (s.noReplace() && replaced != null) {
            errors.add(Errno.EEXIST);
        }
        boolean sameInode = moved != null && moved.equals(replaced);
        if (moved != null && !sameInode && isDirectory(moved) && state.isAtOrAbove(moved.ino(), s.to())) {
            errors.add(Errno.EINVAL);
        }
        if (replaced != null && !sameInode) {
            addReplacing(state, s, moved, replaced, errors);
        }
        return errors;
    }

    private static void addReplacing(
            Namespace state, Rename s, @Nullable Target moved, Target replaced, Set<Errno> errors) {
        if (isDirectory(replaced) && state.isAtOrAbove(replaced.ino(), s.from())) {
            errors.add(s.exchange() ? Errno.EINVAL : Errno.ENOTEMPTY);
        }
        if (moved == null || s.exchange()) {
            return;
        }
        if (isDirectory(moved) != isDirectory(replaced)) {
            errors.add(isDirectory(moved) ? Errno.ENOTDIR : Errno.EISDIR);
        }
        if (isDirectory(replaced) && !state.isEmpty(replaced.ino())) {
            errors.add(Errno.ENOTEMPTY);
        }
    }

    private static boolean isDirectory(Target target) {
        return target.kind() == Kind.DIRECTORY;
    }

    private static Namespace renamed(Namespace state, Rename s) {
        Slot from = new Slot(s.from(), s.name());
        Slot to = new Slot(s.to(), s.newName());
        Target moved = state.get(from);
        Target replaced = state.get(to);
        if (moved != null && moved.equals(replaced)) {
            return state;
        }
        return state.with(from, s.exchange() ? replaced : null, to, moved);
    }
}
