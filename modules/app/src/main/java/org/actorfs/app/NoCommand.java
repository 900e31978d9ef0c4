package org.actorfs.app;

import java.io.Serial;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A command that only has others was given alone: they are listed. */
public final class NoCommand extends ParameterException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NoCommand(CommandLine line) {
        super(line, "No command given");
    }
}
