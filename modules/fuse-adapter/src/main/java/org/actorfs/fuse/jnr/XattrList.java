package org.actorfs.fuse.jnr;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.actorfs.fs.Name;

/** Names of extended attributes as listxattr(2) has them: each ends with a NUL. */
final class XattrList {
    private XattrList() {}

    static byte[] of(List<Name> names) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (Name name : names) {
            list.writeBytes(name.bytes());
            list.write(0);
        }
        return list.toByteArray();
    }
}
