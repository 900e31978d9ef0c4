package org.actorfs.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Another object of an interface, but for some methods. */
final class Interposed<T> {
    /** The call that came in. */
    @FunctionalInterface
    interface Call {
        /** What the other object answers. */
        Object proceed();
    }

    /** What is answered instead. */
    @FunctionalInterface
    interface Answer {
        Object to(Call call, Object[] arguments);
    }

    private final Class<T> type;
    private final T inner;
    private final Map<String, Answer> answers = new HashMap<>();

    private Interposed(Class<T> type, T inner) {
        this.type = type;
        this.inner = inner;
    }

    static <T> Interposed<T> on(Class<T> type, T inner) {
        return new Interposed<>(type, inner);
    }

    Interposed<T> when(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    T build() {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    Answer answer = answers.get(method.getName());
                    return answer == null
                            ? proceed(method, arguments)
                            : answer.to(() -> proceed(method, arguments), arguments);
                }));
    }

    private Object proceed(Method method, Object[] arguments) {
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException(method.getName(), e);
        }
    }
}
