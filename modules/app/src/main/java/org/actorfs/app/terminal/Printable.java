package org.actorfs.app.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Names for people: what is no text or would move a terminal's cursor is escaped, as {@code \x0a}, and a backslash is doubled. */
public final class Printable {
    private Printable() {}

    public static String of(byte[] name) {
        StringBuilder text = new StringBuilder(name.length);
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            addText(out, text);
            for (int i = 0; i < result.length(); i++) {
                text.append("\\x%02x".formatted(in.get()));
            }
            result = decoder.decode(in, out, true);
        }
        addText(out, text);
        return text.toString();
    }

    public static String of(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().forEach(point -> add(point, text));
        return text.toString();
    }

    private static void addText(CharBuffer decoded, StringBuilder text) {
        decoded.flip();
        text.append(of(decoded.toString()));
        decoded.clear();
    }

    private static void add(int point, StringBuilder text) {
        if (point == '\\') {
            text.append("\\\\");
        } else if (isHarmless(point)) {
            text.appendCodePoint(point);
        } else {
            text.append(point < 0x100 ? "\\x%02x".formatted(point) : "\\u{%x}".formatted(point));
        }
    }

    /** Format characters are not: some turn the direction of what follows. */
    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
