package dev.countersign.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where access-log lines go.
 *
 * @param file absolute; empty means standard output
 * @param includeCookies log the request's Cookie field
 */
public record AccessLogConfig(Optional<Located<Path>> file, boolean includeCookies) {}
