package dev.countersign.core.selection;

import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.NameChoice.Kind;
import java.util.List;
import java.util.Locale;

/** A choice of names, ready to be asked about bytes. */
public final class Selection {
    private final Kind kind;
    private final NameSet names;

    private Selection(Kind kind, NameSet names) {
        this.kind = kind;
        this.names = names;
    }

    static Selection exact(NameChoice choice) {
        return new Selection(choice.behavior(), NameSet.exact(choice.items()));
    }

    /** Without a name that the caller answers for itself; excluding nothing else is to select all. */
    static Selection inAnyCaseBut(String own, NameChoice choice) {
        List<String> items = choice.items().stream()
                .filter(item -> !item.toLowerCase(Locale.ROOT).equals(own))
                .toList();
        Kind kind = choice.behavior() == Kind.ALL_EXCEPT && items.isEmpty() ? Kind.ALL : choice.behavior();
        return new Selection(kind, NameSet.inAnyCase(items));
    }

    /** Whatever the name. */
    public boolean selectsAll() {
        return kind == Kind.ALL;
    }

    public boolean selectsNone() {
        return kind == Kind.NONE;
    }

    /** It names what is not selected, instead of what is. */
    public boolean excludes() {
        return kind == Kind.ALL_EXCEPT;
    }

    /** Whether the name {@code bytes[from .. to)} is selected. */
    public boolean selects(byte[] bytes, int from, int to) {
        return switch (kind) {
            case ALL -> true;
            case NONE -> false;
            case WHITELIST -> names.contains(bytes, from, to);
            case ALL_EXCEPT -> !names.contains(bytes, from, to);
        };
    }
}
