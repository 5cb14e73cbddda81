package io.cdmaa.spark;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.File;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobFloorsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.cdmaa.spark");

  /** The command line is there for its options. */
  @Test
  void theJobUsesThePublicApiAndTheCommandLineOnly() {
    Set<String> allowed = Set.of("io.cdmaa", "io.cdmaa.cli", "io.cdmaa.spark");
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe(
                "are internal",
                type ->
                    type.getPackageName().startsWith("io.cdmaa")
                        && !allowed.contains(type.getPackageName())))
        .check(CLASSES);
  }

  @Test
  void filesAreNamedByPath() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(File.class)
        .check(CLASSES);
  }
}
