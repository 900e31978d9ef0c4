package org.actorfs.union;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BranchListTest {
    private static List<BranchSpec> before() throws BadSetting {
        return BranchSpec.parseAll("/a:/b=NC,1G:/c=RO");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+>/d:/e | /a=RW /b=NC,1073741824 /c=RO /d=RW /e=RW",
                "+/d=RO | /a=RW /b=NC,1073741824 /c=RO /d=RO",
                "+</d:/e | /d=RW /e=RW /a=RW /b=NC,1073741824 /c=RO",
                "-> | /a=RW /b=NC,1073741824",
                "-< | /b=NC,1073741824 /c=RO",
                "-/b | /a=RW /c=RO",
                "-/[ac] | /b=NC,1073741824",
                "=/c:/a=NC | /c=RW /a=NC",
                "/c | /c=RW",
            })
    void shouldDoWhatTheCommandSays(String command, String after) throws BadSetting {
        List<String> specs = BranchList.after(before(), command).stream()
                .map(BranchSpec::toString)
                .toList();
        assertEquals(List.of(after.split(" ")), specs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "+", "+>", "-/x", "-/a:/b:/c", "+</a", "/x:/x", "-[", "+/x=RX", "-"})
    void shouldRefuseWhatLeavesNoGoodList(String command) throws BadSetting {
        List<BranchSpec> before = before();
        assertThrows(BadSetting.class, () -> BranchList.after(before, command));
    }
}
