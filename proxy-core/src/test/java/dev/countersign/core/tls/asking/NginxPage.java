package dev.countersign.core.tls.asking;

/** nginx's answers about a client certificate, as it writes them, but for its version. */
public final class NginxPage {
    /** It was shown one that it does not like. */
    public static final String REJECTED = of("The SSL certificate error");

    /** It was shown none. */
    public static final String MISSING = of("No required SSL certificate was sent");

    private NginxPage() {}

    private static String of(String complaint) {
        return """
                <html>
                <head><title>400 %s</title></head>
                <body>
                <center><h1>400 Bad Request</h1></center>
                <center>%s</center>
                <hr><center>nginx</center>
                </body>
                </html>
                """.formatted(complaint, complaint).replace("\n", "\r\n");
    }
}
