package org.actorfs.app.journal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import org.h2.api.ErrorCode;

/**
 * H2 in a file of the daemon's own. H2 holds a lock on the file while a connection is open, which keeps other processes out.
 *
 * @param directory made with mode 0700
 * @param compactAboveBytes a larger file is made small when it is opened
 */
record EmbeddedDatabase(Path directory, long compactAboveBytes) implements Database {
    /** H2 appends, and overwrites what it no longer needs after 45 s. */
    static final long COMPACT_ABOVE_BYTES = 64L << 20;

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OUR_FILE = PosixFilePermissions.fromString("rw-------");

    /**
     * WRITE_DELAY=0: a commit is in the file when it is acknowledged, and H2 has no thread that wakes up. DB_CLOSE_ON_EXIT: the JVM's
     * shutdown hooks run at once, and mounts are still being stopped then. TRACE_LEVEL_FILE=0: no file beside the database.
     */
    private String url() {
        return "jdbc:h2:file:%s;WRITE_DELAY=0;COMPRESS=TRUE;DB_CLOSE_ON_EXIT=FALSE;AUTO_SERVER=FALSE;TRACE_LEVEL_FILE=0"
                .formatted(directory.resolve("mounts"));
    }

    private Path file() {
        return directory.resolve("mounts.mv.db");
    }

    @Override
    public String place() {
        return file().toString();
    }

    @Override
    public Map<String, Object> slick() {
        return Map.of("profile", "slick.jdbc.H2Profile$", "db.driver", "org.h2.Driver", "db.url", url());
    }

    @Override
    public Connection connect() throws SQLException, IOException {
        make();
        if (Files.size(file()) > compactAboveBytes) {
            compact();
        }
        return DriverManager.getConnection(url());
    }

    /** The process's umask is 0, so what H2 would make everybody could read. */
    private void make() throws IOException {
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OURS);
        Files.createDirectories(directory, mode);
        Files.setPosixFilePermissions(directory, OURS);
        try {
            Files.createFile(file(), PosixFilePermissions.asFileAttribute(OUR_FILE));
        } catch (FileAlreadyExistsException _) {
            Files.setPosixFilePermissions(file(), OUR_FILE);
        }
    }

    /** Makes a new file. */
    private void compact() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
        Files.setPosixFilePermissions(file(), OUR_FILE);
    }

    /** Whoever could connect has the file's lock. */
    @Override
    public boolean lock(Connection connection) {
        return true;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String tables() {
        return "h2.sql";
    }

    @Override
    public String sentence(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
                ? "the journal %s is in use by another process: stop the other daemon, or give this one a state directory of its own"
                        .formatted(place())
                : "the journal %s cannot be used: %s: see that its disk is well and not full, or put a copy of the file in its place"
                        .formatted(place(), JournalException.reason(failure));
    }
}
