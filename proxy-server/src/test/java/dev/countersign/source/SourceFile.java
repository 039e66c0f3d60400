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
import java.util.ArrayList;
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

    /** The files at these paths, parsed in one go: a compiler for each would cost more memory than tests have. */
    static List<SourceFile> read(List<Path> paths) {
        return parse(paths.stream().map(SourceFile::load).toList());
    }

    /** A file called {@code name} (relative to the root, so that it says whether it is a test) with this text. */
    static SourceFile of(String name, String text) {
        return parse(List.of(new Source(name, text))).get(0);
    }

    private static Source load(Path path) {
        try {
            return new Source(SourceTree.root().relativize(path).toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SourceFile> parse(List<Source> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of(), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            List<SourceFile> files = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                JavaFileObject source = unit.getSourceFile();
                String name = source.toUri().getPath().substring(1);
                files.add(new SourceFile(name, source.getCharContent(true).toString(), unit, positions));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text for the compiler. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
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
