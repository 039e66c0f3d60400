package dev.countersign.source;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** How large one file, method and argument list may be, and which classes may exist. */
final class ShapeRules {
    private static final int MAIN_LINES = 400;
    private static final int TEST_LINES = 600;
    private static final int METHOD_LINES = 60;
    private static final int ARGUMENTS = 6;

    private ShapeRules() {}

    static List<Finding> findings(SourceFile file) {
        List<Finding> findings = new ArrayList<>();
        int limit = file.isTest() ? TEST_LINES : MAIN_LINES;
        int lines = file.lines().size();
        if (lines > limit) {
            findings.add(file.finding(0, lines + " lines, more than " + limit));
        }
        new Scanner(file, findings).scan(file.unit(), null);
        return findings;
    }

    /** Carries down the kind of the enclosing type. */
    private static final class Scanner extends TreeScanner<Void, Tree.Kind> {
        private final SourceFile file;
        private final List<Finding> findings;

        Scanner(SourceFile file, List<Finding> findings) {
            this.file = file;
            this.findings = findings;
        }

        @Override
        public Void visitClass(ClassTree type, Tree.Kind enclosing) {
            boolean named = !type.getSimpleName().isEmpty();
            if (named && type.getKind() == Tree.Kind.CLASS && !closed(type.getModifiers())) {
                report(type, "class " + type.getSimpleName() + " is neither final nor sealed");
            }
            if (type.getModifiers().getFlags().contains(Modifier.PROTECTED)) {
                report(type, "protected type: inheritance is not how parts are joined here");
            }
            return super.visitClass(type, type.getKind());
        }

        /** JMH subclasses the classes it measures. */
        private static boolean closed(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.FINAL) || flags.contains(Modifier.SEALED) || annotated(modifiers, "State");
        }

        @Override
        public Void visitMethod(MethodTree method, Tree.Kind enclosing) {
            long lines = file.lastLine(method) - file.firstLine(method) + 1;
            if (lines > METHOD_LINES) {
                report(method, "method " + method.getName() + " has " + lines + " lines, more than " + METHOD_LINES);
            }
            boolean ofRecord = method.getReturnType() == null && enclosing == Tree.Kind.RECORD;
            int arguments = method.getParameters().size();
            if (arguments > ARGUMENTS && !ofRecord) {
                report(method, method.getName() + " takes " + arguments + " arguments, more than " + ARGUMENTS);
            }
            ModifiersTree modifiers = method.getModifiers();
            if (modifiers.getFlags().contains(Modifier.PROTECTED) && !annotated(modifiers, "Override")) {
                report(method, "protected " + method.getName() + " that overrides nothing");
            }
            return super.visitMethod(method, enclosing);
        }

        @Override
        public Void visitVariable(VariableTree variable, Tree.Kind enclosing) {
            if (variable.getModifiers().getFlags().contains(Modifier.PROTECTED)) {
                report(variable, "protected field " + variable.getName());
            }
            return super.visitVariable(variable, enclosing);
        }

        private static boolean annotated(ModifiersTree modifiers, String name) {
            return modifiers.getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .anyMatch(type -> type.toString().equals(name));
        }

        private void report(Tree where, String sentence) {
            findings.add(file.finding(file.firstLine(where), sentence));
        }
    }
}
