package dev.countersign.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One Java file, parsed but not compiled: enough to judge its shape. */
final class SourceFile {
    private final String name;
    private final String text;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    private SourceFile(String name, String text, CompilationUnitTree unit, SourcePositions positions) {
        this.name = name;
        this.text = text;
        this.unit = unit;
        this.positions = positions;
    }

    static SourceFile read(Path path) {
        try {
            return of(SourceTree.root().relativize(path).toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file called {@code name} (relative to the root, so that it says whether it is a test) with this text. */
    static SourceFile of(String name, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of(), null, List.of(source));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return new SourceFile(name, text, unit, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    String directory() {
        return name.substring(0, name.lastIndexOf('/'));
    }

    boolean isTest() {
        return name.contains("/src/test/");
    }

    boolean isPackageInfo() {
        return name.endsWith("/package-info.java");
    }

    String text() {
        return text;
    }

    List<String> lines() {
        return text.lines().toList();
    }

    CompilationUnitTree unit() {
        return unit;
    }

    long firstLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
    }

    Finding finding(long line, String sentence) {
        return new Finding(name, line, sentence);
    }
}
