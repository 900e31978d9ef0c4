package org.actorfs.app.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.actorfs.app.mounts.UnreadableException;

/**
 * A kept JSON object, as it is read: a field that is missing or null has a default, or is asked for by its name in the error. Fields that
 * nobody asks for are ignored.
 *
 * @param what the manifest it came under, for errors
 */
record Fields(String what, JsonNode node) {
    /** A mountpoint may have characters that are no Unicode text: escaped, they come back. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    static Fields read(String manifest, byte[] bytes) {
        try {
            return new Fields(manifest, JSON.readTree(bytes)).checked();
        } catch (JacksonException e) {
            throw unreadable(manifest, "it is not JSON (%s)".formatted(e.getOriginalMessage()));
        } catch (IOException e) {
            throw unreadable(manifest, "it is not JSON (%s)".formatted(e.getMessage()));
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static byte[] write(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JacksonException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** As a kept word: {@code not-mounted}. The names of kept enums are part of the journal's format. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Fields checked() {
        if (!node.isObject()) {
            throw unreadable(what, "it is not a JSON object");
        }
        return this;
    }

    String text(String name) {
        return textIfAny(name).orElseThrow(() -> missing(name));
    }

    Optional<String> textIfAny(String name) {
        return field(name)
                .map(value -> typed(name, value, value.isTextual(), "text").textValue());
    }

    boolean flag(String name, boolean otherwise) {
        return field(name)
                .map(value ->
                        typed(name, value, value.isBoolean(), "true or false").booleanValue())
                .orElse(otherwise);
    }

    long number(String name, long otherwise) {
        return field(name)
                .map(value -> typed(name, value, value.canConvertToLong() && value.isIntegralNumber(), "a number")
                        .longValue())
                .orElse(otherwise);
    }

    Instant time(String name) {
        return timeIfAny(name).orElseThrow(() -> missing(name));
    }

    Optional<Instant> timeIfAny(String name) {
        return textIfAny(name).map(text -> parsed(name, text, Instant::parse, "a time"));
    }

    Duration duration(String name, Duration otherwise) {
        return textIfAny(name)
                .map(text -> parsed(name, text, Duration::parse, "a duration"))
                .orElse(otherwise);
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        return wordIfAny(name, type).orElseThrow(() -> missing(name));
    }

    <E extends Enum<E>> Optional<E> wordIfAny(String name, Class<E> type) {
        return textIfAny(name).map(text -> {
            for (E value : type.getEnumConstants()) {
                if (word(value).equals(text)) {
                    return value;
                }
            }
            throw wrong(name, "known");
        });
    }

    List<String> texts(String name) {
        return elements(name).stream()
                .map(value ->
                        typed(name, value, value.isTextual(), "a list of texts").textValue())
                .toList();
    }

    Fields object(String name) {
        return objectIfAny(name).orElseThrow(() -> missing(name));
    }

    Optional<Fields> objectIfAny(String name) {
        return field(name).map(value -> new Fields(what, value).checked());
    }

    List<Fields> objects(String name) {
        return elements(name).stream()
                .map(value -> new Fields(what, value).checked())
                .toList();
    }

    UnreadableException missing(String name) {
        return unreadable(what, "its field %s is missing".formatted(name));
    }

    UnreadableException wrong(String name, String expected) {
        return unreadable(what, "its field %s is not %s".formatted(name, expected));
    }

    UnreadableException unknown() {
        return unreadable(what, "this actorfs does not know the manifest");
    }

    private List<JsonNode> elements(String name) {
        List<JsonNode> elements = new ArrayList<>();
        field(name)
                .map(value -> typed(name, value, value.isArray(), "a list"))
                .ifPresent(list -> list.forEach(elements::add));
        return elements;
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    private JsonNode typed(String name, JsonNode value, boolean fits, String expected) {
        if (!fits) {
            throw wrong(name, expected);
        }
        return value;
    }

    private <T> T parsed(String name, String text, Function<String, T> parse, String expected) {
        try {
            return parse.apply(text);
        } catch (DateTimeException _) {
            throw wrong(name, expected);
        }
    }

    private static UnreadableException unreadable(String what, String why) {
        return new UnreadableException(
                "the journal has a %s that cannot be read: %s: run the newer actorfs that wrote it, or restore the journal from a copy"
                        .formatted(what, why));
    }
}
