package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PasswordsTest {
    @ParameterizedTest
    @CsvSource({
        "dav://u:secret@host/dir, dav://u:***@host/dir",
        "dav://:secret@host, dav://:***@host",
        "dav://u:se/cr@et@host/dir, dav://u:***@host/dir",
        "dav://u@host/dir, dav://u@host/dir",
        "dav://host:8080/dir@2x, dav://host:8080/dir@2x",
        "dav://u:secret@[::1]:8080/dir, dav://u:***@[::1]:8080/dir",
        "dav://[::1]:8080/x@y, dav://[::1]:8080/x@y",
        "http://h:8080?x=a@b, http://h:8080?x=a@b",
        "http://h:8080#a@b, http://h:8080#a@b",
        "http://h?x=a:b@c, http://h?x=a:b@c",
        "union:/a:/b@c, union:/a:/b@c",
        "union:/a//b:/c@d, union:/a//b:/c@d",
        "memory:, memory:"
    })
    void shouldMaskWhatIsAPassword(String uri, String masked) {
        assertEquals(masked, Passwords.masked(uri));
        assertEquals(!masked.equals(uri), Passwords.isIn(uri));
    }
}
