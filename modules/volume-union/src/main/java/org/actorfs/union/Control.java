package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is not there, {@code /.mergerfs} or {@code /.actorfs}: its extended attributes are the settings, to be read and, by root, to be
 * set for the next request. No listing shows it.
 */
final class Control {
    private static final Logger log = LoggerFactory.getLogger(Control.class);
    private static final int WRITABLE_BY_ROOT = Mode.REGULAR | 0644;
    private static final int BLOCK_BYTES = 4096;

    /** Is changed by commands, see {@link BranchList}. */
    private static final String BRANCHES = "branches";

    /** {@code true} keeps the settings for the next mount, {@code false} forgets them; to be read whether what is set now is kept. */
    private static final String SAVED = "saved";

    /** Can only be read. */
    private static final String POLICIES = "policies";

    /** Can only be read: st_dev and st_ino of each branch's directory, as {@code dev:ino}, with a blank between them; 0:0 if it is not there. */
    private static final String ROOTS = "roots";

    /** Where the settings are kept. */
    interface Settings extends Supplier<UnionSettings> {
        void change(String word, String value) throws BadSetting;
    }

    private final Name name;
    private final String prefix;
    private final Node node;
    private final Settings settings;
    private final Branches branches;
    private final SavedSettings saved;

    /** @param word {@code mergerfs} or {@code actorfs} */
    Control(String word, Inodes inodes, Timespec now, Settings settings, Branches branches, SavedSettings saved) {
        this.name = Name.of("." + word);
        this.prefix = "user." + word + ".";
        this.settings = settings;
        this.branches = branches;
        this.saved = saved;
        UnionLocator locator = inodes.pseudo();
        Attributes attributes = new Attributes(WRITABLE_BY_ROOT, 1, 0, 0, 0, 0, 0, BLOCK_BYTES, now, now, now, now);
        this.node = new Node(locator.key(), InodeCalc.hash(0, name.bytes()), 0, attributes, locator);
    }

    Name name() {
        return name;
    }

    Node node() {
        return node;
    }

    boolean is(Node other) {
        return node.key().equals(other.key());
    }

    List<Name> list() {
        List<Name> names = new ArrayList<>();
        names.add(Name.of(prefix + BRANCHES));
        names.add(Name.of(prefix + POLICIES));
        names.add(Name.of(prefix + ROOTS));
        names.add(Name.of(prefix + SAVED));
        UnionSettings.options().forEach(option -> names.add(Name.of(prefix + option.word())));
        return names;
    }

    Outcome<byte[]> get(Name xattr) {
        String word = word(xattr);
        if (word.equals(SAVED)) {
            return branches.asChange(() ->
                    saved.holds(branches.specs(), settings.get()) ? "true".getBytes(UTF_8) : "false".getBytes(UTF_8));
        }
        String value =
                switch (word) {
                    case "" -> null;
                    case BRANCHES ->
                        branches.specs().stream().map(BranchSpec::toString).collect(Collectors.joining(":"));
                    case POLICIES -> Policies.names();
                    case ROOTS -> branches.roots();
                    default -> settings.get().get(word);
                };
        return value == null ? Outcome.failed(Errno.ENODATA) : Outcome.of(value.getBytes(UTF_8));
    }

    /** EINVAL, with the reason in the log, for what cannot be; EROFS for what only a mount can set. */
    Outcome<Attributes> set(XattrUpdate update) {
        String word = word(update.name());
        byte[] value = update.value();
        if (word.isEmpty() || value == null) {
            return Outcome.failed(Errno.EINVAL);
        }
        if (word.equals(BRANCHES)) {
            return branches.change(new String(value, UTF_8)).map(_ -> node.attributes());
        }
        if (word.equals(SAVED)) {
            return save(new String(value, UTF_8));
        }
        if (word.equals(POLICIES) || word.equals(ROOTS) || UnionSettings.isFixed(word)) {
            log.warn("{} cannot be changed while it is mounted", update.name());
            return Outcome.failed(Errno.EROFS);
        }
        try {
            settings.change(word, new String(value, UTF_8));
            log.info("{} is {} now", update.name(), new String(value, UTF_8));
            return Outcome.of(node.attributes());
        } catch (BadSetting e) {
            log.warn("{} stays as it is: {}", update.name(), e.getMessage());
            return Outcome.failed(Errno.EINVAL);
        }
    }

    private Outcome<Attributes> save(String value) {
        return switch (value) {
            case "true" ->
                branches.asChange(() -> {
                    saved.write(branches.specs(), settings.get());
                    return node.attributes();
                });
            case "false" ->
                branches.asChange(() -> {
                    saved.forget();
                    return node.attributes();
                });
            default -> Outcome.failed(Errno.EINVAL);
        };
    }

    /** What comes after the prefix; empty if it has another. */
    private String word(Name xattr) {
        String text = xattr.toString();
        return text.startsWith(prefix) ? text.substring(prefix.length()) : "";
    }
}
