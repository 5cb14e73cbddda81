package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.File;
import java.security.MessageDigest;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The floors of the house: nothing imports upwards. */
class FloorsTest {
  /** Lowest first. */
  private static final List<String> FLOORS =
      List.of(
          "io",
          "tensor",
          "image",
          "runtime",
          "face",
          "onnx",
          "autodiff",
          "optimize",
          "bf16",
          "transform",
          "generator",
          "mgda",
          "nd4j",
          "attack",
          "universal",
          "evaluation",
          "protection",
          "experiment",
          "server",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("testkit"))
          // Generated, large, and what no rule is about.
          .withImportOption(location -> !location.contains("/onnx/proto/"))
          .importPackages("io.cdmaa");

  /** Classes of the JDK whose objects are there to be changed. */
  private static final List<Class<?>> CHANGING =
      List.of(
          AbstractCollection.class,
          AbstractMap.class,
          StringBuilder.class,
          ThreadLocal.class,
          ConcurrentMap.class,
          Random.class);

  private static String[] packages(List<String> floors) {
    return floors.stream().map(f -> "io.cdmaa." + f + "..").toArray(String[]::new);
  }

  @Test
  void everyPackageStandsOnAFloor() {
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals("io.cdmaa"))
            .map(name -> name.split("\\.", -1)[2])
            .collect(Collectors.toSet());
    assertThat(found).containsExactlyInAnyOrderElementsOf(FLOORS);
  }

  static List<String> belowTheRoof() {
    return FLOORS.subList(0, FLOORS.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("belowTheRoof")
  void importsNothingFromAbove(String floor) {
    List<String> above = FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size());
    ArchRule rule =
        ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage(packages(List.of(floor)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(above));
    rule.check(CLASSES);
  }

  /** What stands in the root for all floors; the rest of it is the roof, the public API. */
  private static final Set<String> SHARED =
      Set.of(
          "CancellationToken",
          "Causes",
          "CdmaaException",
          "Defaults",
          "Device",
          "ErrorReason",
          "DomainStrategy",
          "Method",
          "MethodOption",
          "MethodSyntax",
          "ModelStrategy",
          "Outcome",
          "Precision",
          "Printable",
          "Ranges",
          "SearchStrategy",
          "Numbers",
          "Suggestions",
          "Strength",
          "Verdict");

  @Test
  void floorsOfTheLibraryKnowNothingOfThePublicApiAboveThem() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(packages(FLOORS.subList(0, FLOORS.indexOf("experiment"))))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe(
                "are the public API",
                type ->
                    type.getPackageName().equals("io.cdmaa")
                        && !SHARED.contains(
                            type.getName()
                                .substring("io.cdmaa.".length())
                                .replaceAll("\\$.*", ""))))
        .check(CLASSES);
  }

  /** Transforms are part of the API: a verdict is taken after them. */
  @Test
  void theServiceUsesThePublicApiOnly() {
    List<String> internal =
        FLOORS.subList(0, FLOORS.indexOf("server")).stream()
            .filter(floor -> !floor.equals("transform"))
            .toList();
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.cdmaa.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(internal))
        .check(CLASSES);
  }

  /** Web server and metrics stay out of everything but the service. */
  @Test
  void onlyTheServiceKnowsTheWeb() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.cdmaa.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta..", "io.micrometer..")
        .check(CLASSES);
  }

  @Test
  void mgdaKnowsOnlyTensors() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.cdmaa.mgda..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            packages(List.of("image", "runtime", "onnx", "autodiff", "optimize", "generator")))
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    SlicesRuleDefinition.slices()
        .matching("io.cdmaa.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.cdmaa.cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void onnxRuntimeStartsInOnePlaceOnly() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.cdmaa.runtime.Telemetry")
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "creates ONNX Runtime's environment",
                access ->
                    access.getTargetOwner().getName().equals("ai.onnxruntime.OrtEnvironment")
                        && access.getName().equals("getEnvironment")))
        .check(CLASSES);
  }

  @Test
  void digestsAreMadeInOnePlaceOnly() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.cdmaa.io.Digest")
        .should()
        .callMethod(MessageDigest.class, "getInstance", String.class)
        .check(CLASSES);
  }

  /** The way of a photo (search, round, write, evaluate) is there once. */
  @Test
  void onlyProtectionSearchesPhotos() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.cdmaa.protection..")
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "creates a search of a photo",
                access ->
                    access.getTargetOwner().getName().equals("io.cdmaa.attack.Protector")
                        && access.getName().equals("<init>")))
        .check(CLASSES);
  }

  @Test
  void nothingStaticChanges() {
    ArchRuleDefinition.fields()
        .that()
        .areStatic()
        .and(
            DescribedPredicate.describe(
                "are written in the source", field -> !field.getName().contains("$")))
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(
            DescribedPredicate.describe(
                "something made to be changed",
                type ->
                    type.getPackageName().startsWith("java.util.concurrent.atomic")
                        || CHANGING.stream().anyMatch(type::isAssignableTo)))
        .check(CLASSES);
  }

  @Test
  void filesAreNamedByPath() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.cdmaa.onnx.proto..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(File.class)
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatLivesThere() {
    Set<String> described =
        CLASSES.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    assertThat(described)
        .containsAll(FLOORS.stream().map(f -> "io.cdmaa." + f).toList())
        .contains("io.cdmaa");
  }
}
