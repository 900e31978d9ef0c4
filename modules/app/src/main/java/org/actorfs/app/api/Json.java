package org.actorfs.app.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Records as JSON and back: names in snake_case, what is null left out. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /** On one line, for programs. */
    public static byte[] bytes(Object form) {
        try {
            return MAPPER.writeValueAsBytes(form);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + form.getClass(), e);
        }
    }

    /** On several lines, for people, too. */
    public static String pretty(Object form) {
        try {
            return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(form);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + form.getClass(), e);
        }
    }

    /** What a newer daemon says beyond this form is passed over. */
    public static <T> T read(byte[] json, Class<T> form) throws IOException {
        T value = MAPPER.readValue(json, form);
        if (value == null) {
            throw new IOException("null is no " + form.getSimpleName());
        }
        return value;
    }

    /** The missing node if there is nothing. */
    public static JsonNode tree(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }
}
