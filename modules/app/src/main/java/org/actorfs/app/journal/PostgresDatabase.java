package org.actorfs.app.journal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A PostgreSQL of somebody's. The tables are made in the schema that comes first on the user's search path. */
record PostgresDatabase(String url, Optional<String> user, Optional<String> password) implements Database {
    /** One daemon a schema. Without the keepalives, the server would hold the lock of a daemon whose machine is gone for two hours. */
    private static final String LOCK = """
            SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4;
            SELECT pg_try_advisory_lock(hashtextextended('actorfs journal ' || coalesce(current_schema(), ''), 0))""";

    /** A URL may have a password among its parameters. */
    @Override
    public String place() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    @Override
    public Map<String, Object> slick() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "profile",
                "slick.jdbc.PostgresProfile$",
                "db.driver",
                "org.postgresql.Driver",
                "db.url",
                url,
                "db.properties",
                waits()));
        user.ifPresent(name -> settings.put("db.user", name));
        password.ifPresent(word -> settings.put("db.password", word));
        return settings;
    }

    private static Map<String, String> waits() {
        return Map.of(
                "connectTimeout", String.valueOf(CONNECT_TIMEOUT_SECONDS),
                "loginTimeout", String.valueOf(CONNECT_TIMEOUT_SECONDS),
                "socketTimeout", String.valueOf(ANSWER_TIMEOUT_SECONDS),
                "tcpKeepAlive", "true",
                "ApplicationName", "actorfs");
    }

    @Override
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(waits());
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(word -> properties.setProperty("password", word));
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public boolean lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(LOCK);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet answer = statement.getResultSet()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public String tables() {
        return "postgresql.sql";
    }

    @Override
    public String sentence(SQLException failure) {
        String[] parts =
                switch (kind(failure)) {
                    case "08", "57" -> new String[] {"cannot be reached", "see that the server runs"};
                    case "28" -> new String[] {"refuses us", "correct the user and the password"};
                    case "3D", "3F" -> new String[] {"is not there", "create it, or correct the URL"};
                    case "42" ->
                        new String[] {
                            "lacks its tables", "let the user create them, or create them and let the user use them"
                        };
                    case "53" -> new String[] {"is full", "give it space, or more connections"};
                    default -> new String[] {"failed", "see the server's log"};
                };
        return "the journal %s %s: %s: %s; it is tried again"
                .formatted(place(), parts[0], JournalException.reason(failure), parts[1]);
    }

    /** The class of its SQLSTATE; without one, there was no connection. */
    private static String kind(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "08" : state.substring(0, Math.min(2, state.length()));
    }
}
