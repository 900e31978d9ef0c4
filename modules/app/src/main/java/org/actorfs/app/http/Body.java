package org.actorfs.app.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.Quantities;

/** The fields of a request's body. Each is asked for once, then {@link #refuseOthers}; what is wrong names the field. */
final class Body {
    private final JsonNode fields;
    private final Set<String> asked = new LinkedHashSet<>();

    private Body(JsonNode fields) {
        this.fields = fields;
    }

    static Body parse(byte[] bytes) {
        JsonNode tree = tree(bytes);
        if (tree.isMissingNode()) {
            throw HttpFailure.badRequest("there is no body: send a JSON object");
        }
        if (!tree.isObject()) {
            throw HttpFailure.badRequest("the body is not a JSON object: send {\"field\": value, ...}");
        }
        return new Body(tree);
    }

    /** Without the parser's own words: they may quote a password. */
    private static JsonNode tree(byte[] bytes) {
        try {
            return Json.tree(bytes);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw HttpFailure.badRequest("the body is not JSON%s"
                    .formatted(
                            at == null ? "" : ": see line %d, column %d".formatted(at.getLineNr(), at.getColumnNr())));
        } catch (IOException e) {
            throw HttpFailure.badRequest("the body is not JSON in UTF-8");
        }
    }

    /** What must be there. */
    static <T> T required(String field, Optional<T> value) {
        return value.orElseThrow(() -> HttpFailure.badRequest("%s is missing".formatted(field)));
    }

    /** Not empty, and without NUL. */
    Optional<String> text(String field) {
        return value(field, "a text that is not empty", Body::isText, JsonNode::textValue);
    }

    Optional<Boolean> flag(String field) {
        return value(field, "true or false", JsonNode::isBoolean, JsonNode::booleanValue);
    }

    Optional<Long> sizeBytes(String field) {
        return quantity(field, "a size, in bytes or such as \"100M\"", Quantities::sizeBytes);
    }

    Optional<Duration> time(String field) {
        return quantity(field, "a time of at most 365 days, in seconds or such as \"60s\"", Quantities::time);
    }

    Optional<List<String>> texts(String field) {
        return value(field, "a list of texts that are not empty", Body::isTexts, Body::toTexts);
    }

    private <T> Optional<T> quantity(String field, String wanted, Function<String, Optional<T>> reader) {
        return value(
                field,
                wanted,
                node -> (node.isNumber() || node.isTextual())
                        && reader.apply(node.asText()).isPresent(),
                node -> reader.apply(node.asText()).orElseThrow());
    }

    private <T> Optional<T> value(
            String field, String wanted, Function<JsonNode, Boolean> fits, Function<JsonNode, T> reader) {
        asked.add(field);
        JsonNode node = fields.get(field);
        if (node == null) {
            return Optional.empty();
        }
        if (!fits.apply(node)) {
            throw HttpFailure.badRequest("%s is not %s".formatted(field, wanted));
        }
        return Optional.of(reader.apply(node));
    }

    private static boolean isText(JsonNode node) {
        return node.isTextual()
                && !node.textValue().isBlank()
                && node.textValue().indexOf('\0') < 0;
    }

    private static boolean isTexts(JsonNode node) {
        return node.isArray() && node.valueStream().allMatch(Body::isText);
    }

    private static List<String> toTexts(JsonNode node) {
        return node.valueStream().map(JsonNode::textValue).toList();
    }

    /** To be called when every field was asked for: there may be no more. */
    void refuseOthers() {
        List<String> others = new ArrayList<>();
        fields.fieldNames().forEachRemaining(others::add);
        others.removeAll(asked);
        if (!others.isEmpty()) {
            throw HttpFailure.badRequest("'%s' is not a field of this request: %s"
                    .formatted(
                            others.getFirst(),
                            asked.isEmpty() ? "it takes none" : "there are " + String.join(", ", asked)));
        }
    }
}
