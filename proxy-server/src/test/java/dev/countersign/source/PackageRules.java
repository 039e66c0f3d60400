package dev.countersign.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many files a package may have, and what its package-info must say. */
final class PackageRules {
    private static final int FILES = 20;

    private PackageRules() {}

    static List<Finding> findings(List<SourceFile> files) {
        Map<String, List<SourceFile>> packages =
                files.stream().collect(Collectors.groupingBy(SourceFile::directory, TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        packages.forEach((directory, members) -> {
            if (members.size() > FILES) {
                findings.add(new Finding(directory, 0, members.size() + " files, more than " + FILES));
            }
            if (!directory.contains("/src/test/") && members.stream().noneMatch(SourceFile::isPackageInfo)) {
                findings.add(new Finding(directory, 0, "no package-info.java to say what the package answers"));
            }
        });
        files.stream().filter(SourceFile::isPackageInfo).forEach(info -> {
            if (!info.text().contains("\n@NullMarked\n")) {
                findings.add(info.finding(0, "not @NullMarked"));
            }
            if (!info.text().startsWith("/**")) {
                findings.add(info.finding(0, "does not begin with what the package answers"));
            }
        });
        return findings;
    }
}
