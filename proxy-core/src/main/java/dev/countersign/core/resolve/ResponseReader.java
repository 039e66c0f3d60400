package dev.countersign.core.resolve;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a name server's response says about the name that was asked for (RFC 1034 section 3.6.2): the chain of aliases that begins
 * with it, and the addresses at its end. Records about anything else are not believed (RFC 5452 section 6).
 */
final class ResponseReader {
    private static final int LONGEST_CHAIN = 16;
    private static final int MOST_ADDRESSES = 32;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    private final DnsQuestion question;
    private final Map<String, Alias> aliases = new HashMap<>();
    private final Map<String, Set<InetAddress>> addresses = new HashMap<>();
    private final Map<String, Long> ttls = new HashMap<>();

    private record Alias(String target, long ttlSeconds) {}

    private ResponseReader(DnsQuestion question) {
        this.question = question;
    }

    /** {@link Answer.Unknown} where another server may know better. */
    static Answer read(DnsResponse response, DnsQuestion question) {
        if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
            return new Answer.None();
        }
        if (!response.code().equals(DnsResponseCode.NOERROR)) {
            return new Answer.Unknown("the name server says " + response.code());
        }
        if (response.isTruncated()) {
            return new Answer.Unknown("the name server's answer is cut short");
        }
        boolean knows = response.isAuthoritativeAnswer() || response.isRecursionAvailable();
        if (response.count(DnsSection.ANSWER) == 0 && !knows) {
            return new Answer.Unknown("the name server only refers to others");
        }
        try {
            ResponseReader reader = new ResponseReader(question);
            for (int at = 0; at < response.count(DnsSection.ANSWER); at++) {
                reader.take(response.recordAt(DnsSection.ANSWER, at));
            }
            return reader.atTheEndOfTheChain();
        } catch (UnknownHostException | RuntimeException malformed) {
            return new Answer.Unknown("the name server's answer is malformed");
        }
    }

    private void take(DnsRecord record) throws UnknownHostException {
        if (record.dnsClass() != DnsRecord.CLASS_IN || !(record instanceof DnsRawRecord raw)) {
            return;
        }
        String owner = normal(record.name());
        if (record.type().equals(DnsRecordType.CNAME)) {
            String target =
                    normal(DefaultDnsRecordDecoder.decodeName(raw.content().duplicate()));
            aliases.putIfAbsent(owner, new Alias(target, record.timeToLive()));
        } else if (record.type().equals(question.type())) {
            Set<InetAddress> known = addresses.computeIfAbsent(owner, name -> new LinkedHashSet<>());
            if (known.size() < MOST_ADDRESSES) {
                known.add(InetAddress.getByAddress(bytesOf(raw)));
            }
            ttls.merge(owner, record.timeToLive(), Math::min);
        }
    }

    /** Four bytes in an answer about IPv6, or sixteen in one about IPv4, are no address of that family. */
    private byte[] bytesOf(DnsRawRecord raw) throws UnknownHostException {
        int length = question.type().equals(DnsRecordType.A) ? V4_BYTES : V6_BYTES;
        if (raw.content().readableBytes() != length) {
            throw new UnknownHostException("an address of another length");
        }
        return ByteBufUtil.getBytes(raw.content());
    }

    /** The whole chain may be believed as long as its shortest-lived record. */
    private Answer atTheEndOfTheChain() {
        String name = normal(question.name());
        long ttl = Long.MAX_VALUE;
        for (int step = 0; step < LONGEST_CHAIN; step++) {
            Set<InetAddress> found = addresses.get(name);
            if (found != null) {
                return new Answer.Found(found.stream().toList(), Math.min(ttl, ttls.getOrDefault(name, 0L)), true);
            }
            Alias alias = aliases.get(name);
            if (alias == null) {
                return new Answer.None();
            }
            ttl = Math.min(ttl, alias.ttlSeconds());
            name = alias.target();
        }
        return new Answer.Unknown("the name server's answer is a chain of too many aliases");
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
