package dev.countersign.server.command.pki;

import dev.countersign.certs.authority.LeafKey;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code --key-type}: by its label, in any case. */
final class LeafKeyName implements ITypeConverter<LeafKey> {
    @Override
    public LeafKey convert(String text) {
        return Arrays.stream(LeafKey.values())
                .filter(kind -> kind.label().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is neither P-256 nor RSA-2048"));
    }
}
