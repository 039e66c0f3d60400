package dev.countersign.testkit.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a name server says of one name. Built record by record; the records go out in this order, those of other types left out. */
public final class DnsReply {
    private static final int CNAME = 5;
    private static final int IN = 1;
    private static final int RESPONSE = 0x8000;
    private static final int CUT_SHORT = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;

    private final List<Item> items = new ArrayList<>();
    private final int code;
    private boolean cutShort;
    private boolean referring;
    private boolean forged;
    private boolean misunderstood;

    private record Item(String owner, int type, int kind, int ttlSeconds, byte[] data) {}

    private DnsReply(int code) {
        this.code = code;
    }

    /** A name without any record yet: "no such address". */
    public static DnsReply records() {
        return new DnsReply(0);
    }

    public static DnsReply noSuchName() {
        return new DnsReply(NO_SUCH_NAME);
    }

    public static DnsReply serverFailure() {
        return new DnsReply(SERVER_FAILURE);
    }

    /** An address record, A or AAAA as {@code address} is. */
    public DnsReply address(String owner, int ttlSeconds, String address) {
        try {
            byte[] data = InetAddress.getByName(address).getAddress();
            return record(owner, data.length == 4 ? DnsQuery.A : DnsQuery.AAAA, IN, ttlSeconds, data);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public DnsReply alias(String owner, int ttlSeconds, String target) {
        return record(owner, CNAME, IN, ttlSeconds, name(target));
    }

    /** An alias that is a pointer into this message, to itself when the records before it end at that offset. */
    public DnsReply aliasAt(String owner, int offset) {
        return record(owner, CNAME, IN, 60, new byte[] {(byte) (0xC0 | offset >> 8), (byte) offset});
    }

    /** Any record, fit or not; {@code kind} is its class, 1 for the Internet. */
    public DnsReply record(String owner, int type, int kind, int ttlSeconds, byte... data) {
        items.add(new Item(owner, type, kind, ttlSeconds, data));
        return this;
    }

    /** The message repeats another question than was asked. */
    public DnsReply toAnotherQuestion() {
        misunderstood = true;
        return this;
    }

    /** In a datagram there is room for none of it. */
    public DnsReply cutShort() {
        cutShort = true;
        return this;
    }

    /** Comes from a server that knows nothing itself and asks nobody. */
    public DnsReply referring() {
        referring = true;
        return this;
    }

    /** Before it, somebody else answers "no such name" without knowing the query's id. */
    public DnsReply afterForgery() {
        forged = true;
        return this;
    }

    /** The messages to send, in this order. */
    List<byte[]> messages(DnsQuery query) {
        byte[] answer = message(query, query.id());
        if (!forged) {
            return List.of(answer);
        }
        return List.of(noSuchName().message(query, query.id() ^ 1), answer);
    }

    private byte[] message(DnsQuery query, int id) {
        boolean cut = cutShort && !query.overTcp();
        List<Item> sent = items.stream()
                .filter(item -> !cut && (item.type() == CNAME || item.type() == query.type()))
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(id);
            out.writeShort(RESPONSE
                    | RECURSION_DESIRED
                    | (referring ? 0 : RECURSION_AVAILABLE)
                    | (cut ? CUT_SHORT : 0)
                    | code);
            out.writeShort(1);
            out.writeShort(sent.size());
            out.writeInt(0);
            out.write(name(misunderstood ? "other.test" : query.name()));
            out.writeShort(query.type());
            out.writeShort(IN);
            for (Item item : sent) {
                out.write(name(item.owner()));
                out.writeShort(item.type());
                out.writeShort(item.kind());
                out.writeInt(item.ttlSeconds());
                out.writeShort(item.data().length);
                out.write(item.data());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] name(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : text.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }
}
