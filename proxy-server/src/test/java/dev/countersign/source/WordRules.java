package dev.countersign.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which names, marks and places no file may contain. */
final class WordRules {
    private static final Set<String> EMPTY_NAMES =
            Set.of("util", "utils", "common", "helper", "helpers", "manager", "base", "impl", "misc");

    /** JSSE's own words for what answers and what judges certificates. */
    private static final Pattern JSSE_NAME = Pattern.compile(".*(Key|Trust)Manager");

    private static final Pattern LAST_WORD = Pattern.compile("[A-Z]?[a-z0-9]+$");

    /** Spelled in two parts so that this file does not break its own rule. */
    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private static final Pattern CODE_IN_COMMENT = Pattern.compile("^\\s*//.*[;{]\\s*$");
    private static final Pattern MACHINE_PATH = Pattern.compile("/(work|ro" + "ot|ho" + "me/\\w+)/\\w|C:\\\\+Users");
    private static final Pattern REGISTRY = Pattern.compile("(repo1?|central)\\.mav" + "en\\b|registry-1\\.dock"
            + "er|/art" + "ifactory|/nex" + "us/|pypi\\.o" + "rg|npm" + "js\\.");

    private WordRules() {}

    /** What only Java files are asked. */
    static List<Finding> javaFindings(SourceFile file) {
        List<Finding> findings = new ArrayList<>();
        if (file.unit().getPackageName() != null) {
            for (String word : file.unit().getPackageName().toString().split("\\.", -1)) {
                if (EMPTY_NAMES.contains(word)) {
                    findings.add(file.finding(0, "package named " + word + " says nothing about what it answers"));
                }
            }
        }
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                String name = type.getSimpleName().toString();
                if (saysNothing(name)) {
                    findings.add(file.finding(file.firstLine(type), "the name " + name + " says nothing"));
                }
                return super.visitClass(type, null);
            }
        }.scan(file.unit(), null);
        findings.addAll(lineFindings(file.name(), file.text()));
        eachLine(file.name(), file.text(), CODE_IN_COMMENT, "code in a comment: delete it, git remembers", findings);
        return findings;
    }

    /** What every text file is asked. */
    static List<Finding> lineFindings(String name, String text) {
        List<Finding> findings = new ArrayList<>();
        eachLine(name, text, MARK, "work left over: do it, or file an issue", findings);
        eachLine(name, text, MACHINE_PATH, "a path of one machine", findings);
        eachLine(name, text, REGISTRY, "a package registry's host: that is the user's setting", findings);
        return findings;
    }

    private static boolean saysNothing(String typeName) {
        Matcher lastWord = LAST_WORD.matcher(typeName);
        return lastWord.find()
                && EMPTY_NAMES.contains(lastWord.group().toLowerCase(Locale.ROOT))
                && !JSSE_NAME.matcher(typeName).matches();
    }

    private static void eachLine(String name, String text, Pattern banned, String sentence, List<Finding> findings) {
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            if (banned.matcher(lines.get(index)).find()) {
                findings.add(new Finding(name, index + 1, sentence));
            }
        }
    }
}
