package dev.countersign.server.command.pki;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.authority.DevCa;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A certificate that was issued and may be written.
 *
 * @param replaces whether files of that name may be there
 * @param chain with the whole chain of the authority behind the leaf, as the certificate store wants it
 */
record Issuance(AuthorityFiles authority, NewFiles files, KeyedChain chain, boolean replaces) {
    /** Loads the authority and lets it issue; refused if {@code NAME.pem} and {@code NAME.key} could not be written then. */
    static Issuance of(String name, IssueOptions options, Function<DevCa, KeyedChain> issue) throws Refused {
        DevCa authority = options.authority().load();
        NewFiles files = options.files(name);
        if (!options.force()) {
            files.mustBeNew("choose another name, or give --force to replace");
        }
        KeyedChain issued = issue.apply(authority);
        List<X509Certificate> whole = new ArrayList<>(issued.chain());
        whole.addAll(authority.own().chain());
        return new Issuance(options.authority(), files, new KeyedChain(whole, issued.key()), options.force());
    }

    void write() throws Refused {
        files.write(chain, replaces);
    }
}
