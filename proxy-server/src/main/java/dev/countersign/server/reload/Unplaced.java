package dev.countersign.server.reload;

import dev.countersign.config.Position;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compares parts of configurations whatever their places in the file: a line put in above moves all that follow. */
final class Unplaced {
    private Unplaced() {}

    /** Whether the two differ in positions at most. */
    static boolean same(Object one, Object other) {
        if (one instanceof Position && other instanceof Position) {
            return true;
        }
        if (one instanceof Record record && one.getClass() == other.getClass()) {
            return sameComponents(record, other);
        }
        if (one instanceof Optional<?> maybe && other instanceof Optional<?> otherwise) {
            return maybe.isPresent() == otherwise.isPresent()
                    && (maybe.isEmpty() || same(maybe.orElseThrow(), otherwise.orElseThrow()));
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            return sameItems(list, otherList);
        }
        return one.equals(other);
    }

    private static boolean sameItems(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameComponents(Record one, Object other) {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            if (!same(value(component, one), value(component, other))) {
                return false;
            }
        }
        return true;
    }

    /** What a record consists of, without the components of those names. */
    static List<Object> allBut(Set<String> names, Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .filter(component -> !names.contains(component.getName()))
                .map(component -> value(component, record))
                .toList();
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(of), "configurations have no nulls");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("configurations are public records", e);
        }
    }
}
