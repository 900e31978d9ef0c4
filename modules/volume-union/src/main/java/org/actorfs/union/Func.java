package org.actorfs.union;

import java.util.Locale;

/** The operations that a policy can be chosen for, with mergerfs's names: {@code func.create=mfs}. */
enum Func {
    ACCESS(Category.SEARCH),
    CHMOD(Category.ACTION),
    CHOWN(Category.ACTION),
    CREATE(Category.CREATE),
    GETATTR(Category.SEARCH),
    GETXATTR(Category.SEARCH),
    LINK(Category.ACTION),
    LISTXATTR(Category.SEARCH),
    MKDIR(Category.CREATE),
    MKNOD(Category.CREATE),
    OPEN(Category.SEARCH),
    READLINK(Category.SEARCH),
    REMOVEXATTR(Category.ACTION),
    RENAME(Category.ACTION),
    RMDIR(Category.ACTION),
    SETXATTR(Category.ACTION),
    SYMLINK(Category.CREATE),
    TRUNCATE(Category.ACTION),
    UNLINK(Category.ACTION),
    UTIMENS(Category.ACTION);

    private final Category category;

    Func(Category category) {
        this.category = category;
    }

    Category category() {
        return category;
    }

    /** As in {@code func.create}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
