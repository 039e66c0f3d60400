package dev.countersign.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.config.Problem;
import dev.countersign.server.reload.ReloadResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** What came of a reload, as JSON. */
final class ReloadJson {
    private ReloadJson() {}

    static String of(ReloadResult result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.setHighestNonEscapedChar('~'); // nothing that steers a terminal
            json.writeStartObject();
            if (result instanceof ReloadResult.Taken taken) {
                taken(json, taken);
            } else {
                problems(json, ((ReloadResult.Refused) result).problems());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory takes it all", impossible);
        }
        return text.append('\n').toString();
    }

    private static void taken(JsonGenerator json, ReloadResult.Taken taken) throws IOException {
        json.writeNumberField("configurationVersion", taken.configurationVersion());
        json.writeNumberField("snapshot", taken.snapshot());
        texts(json, "warnings", taken.warnings());
        texts(json, "changes", taken.changes());
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void problems(JsonGenerator json, List<Problem> problems) throws IOException {
        json.writeArrayFieldStart("problems");
        for (Problem problem : problems) {
            json.writeStartObject();
            json.writeStringField("file", problem.position().file());
            json.writeNumberField("line", problem.position().line());
            json.writeNumberField("column", problem.position().column());
            json.writeStringField("path", problem.position().keyPath());
            json.writeStringField("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
