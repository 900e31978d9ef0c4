package org.actorfs.app.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** The two kinds of database that the journal may be in. Immutable; what it opens belongs to the caller. */
sealed interface Database permits EmbeddedDatabase, PostgresDatabase {
    /** How long to wait for a connection, and for an answer. */
    int CONNECT_TIMEOUT_SECONDS = 3;

    int ANSWER_TIMEOUT_SECONDS = 5;

    /** For a person: a path or an address, without a password. */
    String place();

    /** What Slick must know of it: settings below {@code pekko-persistence-jdbc.shared-databases.slick}. */
    Map<String, Object> slick();

    /** A connection beside those of the pool. Blocks. */
    Connection connect() throws SQLException, IOException;

    /** Keeps other daemons out for as long as the connection lives; false if one has it already. */
    boolean lock(Connection connection) throws SQLException;

    /** Whether the connection may be lost while this process lives. */
    boolean isRemote();

    /** The statements that make what is missing, a resource of this package. */
    String tables();

    /** What failed, why, and what to do next. */
    String sentence(SQLException failure);
}
