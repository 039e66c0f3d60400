package dev.countersign.server.command.pki;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code --days}: 1 to 3650. */
final class DayCount implements ITypeConverter<Duration> {
    private static final int MOST = 3650;

    @Override
    public Duration convert(String text) {
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
            throw new TypeConversionException("'" + text + "' is not a number of days from 1 to " + MOST);
        }
        return Duration.ofDays(Integer.parseInt(text));
    }
}
