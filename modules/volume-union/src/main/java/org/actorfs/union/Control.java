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

    /** Can only be read. */
    private static final String POLICIES = "policies";

    /** Where the settings are kept. */
    interface Settings extends Supplier<UnionSettings> {
        void set(UnionSettings changed);
    }

    private final Name name;
    private final String prefix;
    private final Node node;
    private final Settings settings;
    private final Branches branches;

    /** @param word {@code mergerfs} or {@code actorfs} */
    Control(String word, Inodes inodes, Timespec now, Settings settings, Branches branches) {
        this.name = Name.of("." + word);
        this.prefix = "user." + word + ".";
        this.settings = settings;
        this.branches = branches;
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
        UnionSettings.options().forEach(option -> names.add(Name.of(prefix + option.word())));
        return names;
    }

    Outcome<byte[]> get(Name xattr) {
        String word = word(xattr);
        String value =
                switch (word) {
                    case "" -> null;
                    case BRANCHES ->
                        branches.specs().stream().map(BranchSpec::toString).collect(Collectors.joining(":"));
                    case POLICIES -> Policies.names();
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
        if (word.equals(POLICIES) || UnionSettings.isFixed(word)) {
            log.warn("{} cannot be changed while it is mounted", update.name());
            return Outcome.failed(Errno.EROFS);
        }
        try {
            settings.set(settings.get().with(word, new String(value, UTF_8)));
            log.info("{} is {} now", update.name(), new String(value, UTF_8));
            return Outcome.of(node.attributes());
        } catch (BadSetting e) {
            log.warn("{} stays as it is: {}", update.name(), e.getMessage());
            return Outcome.failed(Errno.EINVAL);
        }
    }

    /** What comes after the prefix; empty if it has another. */
    private String word(Name xattr) {
        String text = xattr.toString();
        return text.startsWith(prefix) ? text.substring(prefix.length()) : "";
    }
}
