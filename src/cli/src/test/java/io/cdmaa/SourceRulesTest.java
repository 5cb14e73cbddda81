package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.cdmaa.testkit.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules that class files cannot show, held on the parsed sources of every module. */
class SourceRulesTest {
  /** An option of the command line in a text; {@code --add-modules} is Java's own. */
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--(?!add-modules)[a-z]");

  private static final Set<String> COMPARISONS =
      Set.of("contains", "startsWith", "endsWith", "equals", "matches", "indexOf", "isEmpty");

  /** What other libraries say in words only, with no code beside them. */
  private static final Set<String> READERS_OF_FOREIGN_WORDS =
      Set.of("Causes.java", "OrtMessages.java", "CudaSupport.java", "CodecFaults.java");

  private static final List<String> findings = new ArrayList<>();

  private static DocTrees trees;

  private static final class Rules extends TreePathScanner<Void, Void> {
    private final String file;
    private final boolean library;

    Rules(Path file) {
      this.file = file.getFileName().toString();
      library = !file.toString().contains("/src/cli/") && !file.toString().contains("/src/spark/");
    }

    private void found(String rule, Tree tree) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      long at = trees.getSourcePositions().getStartPosition(unit, tree);
      findings.add(rule + ": " + file + ":" + unit.getLineMap().getLineNumber(at));
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
      boolean isPublic = tree.getModifiers().getFlags().contains(Modifier.PUBLIC);
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (isPublic && (comment == null || comment.getFullBody().isEmpty())) {
        found("a public type without a description", tree);
      }
      return super.visitClass(tree, null);
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void unused) {
      if (library && tree.getValue() instanceof String text && OPTION.matcher(text).find()) {
        found("an option of the command line in the library", tree);
      }
      return super.visitLiteral(tree, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
      if (tree.getMethodSelect() instanceof MemberSelectTree select
          && COMPARISONS.contains(select.getIdentifier().toString())
          && select.getExpression().toString().endsWith(".getMessage()")
          && !READERS_OF_FOREIGN_WORDS.contains(file)) {
        found("a decision on the text of a message", tree);
      }
      return super.visitMethodInvocation(tree, null);
    }
  }

  @BeforeAll
  static void parse() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Checkout.root().resolve("src"))) {
      sources =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .filter(f -> f.toString().contains("/src/main/java/"))
              .filter(f -> !f.toString().contains("/testkit/"))
              .toList();
    }
    assertThat(sources).hasSizeGreaterThan(300);
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Rules(Path.of(unit.getSourceFile().toUri())).scan(unit, null);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<String> of(String rule) {
    return findings.stream().filter(f -> f.startsWith(rule)).toList();
  }

  @Test
  void everyPublicTypeIsDescribed() {
    assertThat(of("a public type")).isEmpty();
  }

  @Test
  void theLibraryNamesNoOptionOfTheCommandLine() {
    assertThat(of("an option")).isEmpty();
  }

  @Test
  void nothingIsDecidedOnTheTextOfAMessage() {
    assertThat(of("a decision")).isEmpty();
  }
}
