package dev.locum.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads source files with the compiler's own parser and lists what breaks a rule about source text.
 */
final class Sources {

  /** A method longer than this is more than one step. */
  static final int MAX_METHOD_LINES = 60;

  /** Putting a process together is one long list, in {@code bootstrap} packages only. */
  private static final int MAX_ASSEMBLY_LINES = 80;

  private Sources() {}

  /** What is wrong in these files; empty when nothing is. */
  static List<String> problems(Iterable<? extends JavaFileObject> files) {
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, files);
    List<String> problems = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(DocTrees.instance(task), unit, problems).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("sources", e);
    }
    return problems;
  }

  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final List<String> problems;

    Scanner(DocTrees trees, CompilationUnitTree unit, List<String> problems) {
      this.trees = trees;
      this.unit = unit;
      this.problems = problems;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      if (isPublic(getCurrentPath()) && isUndocumented()) {
        problems.add(unit.getPackageName() + "." + type.getSimpleName() + " has no Javadoc");
      }
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      long lines = lineOf(trees.getSourcePositions().getEndPosition(unit, method)) - lineOf(method);
      String place = String.valueOf(unit.getPackageName());
      int most = place.endsWith(".bootstrap") ? MAX_ASSEMBLY_LINES : MAX_METHOD_LINES;
      if (lines > most) {
        problems.add(
            "%s, line %d: method %s has %d lines (at most %d)"
                .formatted(place, lineOf(method), method.getName(), lines, most));
      }
      return super.visitMethod(method, null);
    }

    private boolean isUndocumented() {
      String comment = trees.getDocComment(getCurrentPath());
      return comment == null || comment.isBlank();
    }

    /** Whether a type can be named from another package: it and everything around it is public. */
    private static boolean isPublic(TreePath path) {
      if (!(path.getLeaf() instanceof ClassTree type)) {
        return path.getLeaf() instanceof CompilationUnitTree;
      }
      TreePath around = path.getParentPath();
      boolean isMemberOfInterface =
          around.getLeaf().getKind() == Tree.Kind.INTERFACE
              || around.getLeaf().getKind() == Tree.Kind.ANNOTATION_TYPE;
      return (isMemberOfInterface || type.getModifiers().getFlags().contains(Modifier.PUBLIC))
          && isPublic(around);
    }

    private long lineOf(Tree tree) {
      return lineOf(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    private long lineOf(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
