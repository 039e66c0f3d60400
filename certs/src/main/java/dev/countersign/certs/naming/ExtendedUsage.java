package dev.countersign.certs.naming;

/**
 * One purpose of a certificate's extended key usage, as ACM names it.
 *
 * @param name such as {@code TLS_WEB_CLIENT_AUTHENTICATION}; {@code CUSTOM} for a purpose ACM has no name for; {@code NONE} when
 *     the certificate names no purpose
 * @param oid such as {@code 1.3.6.1.5.5.7.3.2}; empty for {@code NONE}
 */
public record ExtendedUsage(String name, String oid) {}
