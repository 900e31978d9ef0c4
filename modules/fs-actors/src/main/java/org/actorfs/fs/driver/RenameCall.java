package org.actorfs.fs.driver;

import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * One rename(2) or renameat2(2), with all inodes reserved.
 *
 * @param replaced what {@code targetName} named before, null if nothing
 * @param exchange RENAME_EXCHANGE: {@code moved} and {@code replaced} change places
 * @param noReplace RENAME_NOREPLACE: EEXIST if the target exists (it may have appeared behind our back)
 */
public record RenameCall(
        Node sourceParent,
        Name sourceName,
        Node moved,
        Node targetParent,
        Name targetName,
        @Nullable Node replaced,
        boolean exchange,
        boolean noReplace) {}
