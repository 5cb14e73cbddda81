package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.ErrorReason;
import io.cdmaa.Method;
import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Digest;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.ProtectionRecord;
import io.cdmaa.protection.Requirement;
import io.cdmaa.protection.Subject;
import io.cdmaa.protection.UniformComparison;
import io.cdmaa.protection.WriteGuard;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Protects the bundled portrait against the bundled generators. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Protects the bundled portrait against the four bundled demonstration generators, and shows"
          + " the effect on their fakes. Takes about a minute."
    })
final class DemoCommand implements Callable<Integer> {
  private static final List<String> MODELS = List.of("stargan", "attgan", "stgan", "ugatit");
  private static final int ITERATIONS = 50;

  private static final String SAMPLE_LABELS = "list_attr_celeba.txt";

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      defaultValue = "demo",
      description = "Output folder. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private MethodOptions method;
  @Mixin private ArithmeticOption arithmetic;
  @Mixin private LabelOptions labels;
  @Mixin private ForceOption force;
  @Mixin private CacheOption cache;
  @Mixin private OutputOptions print;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    Fonts.require();
    Path onnx = bundled();
    List<Manifest> manifests = ModelLocator.find(MODELS.stream().map(onnx::resolve).toList());
    Path sample = onnx.resolve("sample").resolve("portrait.png");
    Path portrait = output.resolve("portrait.png");
    requireFree(manifests, sample);
    prepare(sample, portrait);
    SessionFactory sessions =
        new SessionFactory(RuntimeSettings.cpu(), cache.cache()).whenOpened(Heap::giveBack);
    Method chosen = method.method(spec);
    BudgetShape.Form form = chosen.budget().form();
    AttackSettings settings =
        AttackSettings.defaults()
            .withEpsilon(Defaults.STRENGTH.epsilon(form))
            .withStepSize(Defaults.STRENGTH.stepSize(form, chosen.schedule(), ITERATIONS))
            .withIterations(ITERATIONS);
    ProtectionPlan plan =
        ProtectionPlan.of(settings, chosen, CropChoice.CENTRE, method.mask())
            .with(arithmetic.supplier(sessions));
    MethodAlgorithms.requireFits(plan.method(), manifests.size());
    List<Generator> generators =
        ModelOptions.load(manifests, plan.method().loss(), sessions.cache(), console, print);
    LabelOptions.Faces faces =
        labels.read(spec).orFrom(onnx.resolve("sample").resolve(SAMPLE_LABELS));
    faces.requireFit(generators);
    say(
        "Protecting a portrait against "
            + generators.size()
            + " generators with "
            + generators.stream().mapToInt(g -> g.domains().size()).sum()
            + " domains together ("
            + plan.describe()
            + ").");
    PhotoTask task =
        new PhotoTask(portrait, output.resolve("protected.png"), OutputFormat.PNG)
            .showing(faces.on(portrait));
    Fingerprint fingerprint =
        Fingerprint.of(
            manifests, plan.json(), Computation.of(sessions, arithmetic.choice(sessions)));
    String tool = CdmaaCommand.Version.tool();
    PhotoProtection.Recording recording =
        (delivery, verdict) ->
            ProtectionRecord.of(
                    tool,
                    task,
                    delivery.file().orElseThrow(),
                    fingerprint,
                    verdict,
                    Requirement.DEFAULT)
                .write(task.target());
    PhotoResult work;
    Optional<Verdict> uniform = Optional.empty();
    long start = System.nanoTime();
    try (GeneratorGroup group = plan.group(generators, sessions);
        Progress progress =
            Progress.on(
                console,
                print.quiet() || print.json(),
                "portrait.png",
                ITERATIONS,
                generators.stream().map(Generator::name).toList())) {
      PhotoProtection protection = new PhotoProtection(group, plan);
      Subject subject =
          plan.subject(new PhotoReader(ReadLimits.DEFAULT).read(portrait), task.face());
      PhotoProtection.Found found =
          protection.search(
              subject,
              task.destination(),
              console.interruption().token(),
              iteration -> progress.iteration(iteration.iteration(), iteration.losses()));
      progress.evaluating();
      work =
          protection.finish(found, task.destination(), protection.references(subject), recording);
      if (print.human() && UniformComparison.isCalledFor(plan, work.evaluation().verdict())) {
        uniform = uniform(group, plan, subject);
      }
    } catch (CancellationException e) {
      console.error("Stopped; the portrait is not protected.");
      return Interruption.EXIT_CODE;
    }
    Outcome outcome = Requirement.DEFAULT.outcome(work.evaluation().verdict());
    HtmlReport report = ReportFile.begin(plan.describe(), generators, plan.settings().threshold());
    report.add(
        "portrait.png",
        outcome.label(),
        "",
        work.original(),
        work.protectedPhoto(),
        work.evaluation());
    report.write(output.resolve("report.html"));
    byte[] sheet = Pictures.toPngBytes(ContactSheet.of(work));
    AtomicFile.write(output.resolve("sheet.png"), out -> out.write(sheet));
    if (print.json()) {
      ProtectionRecord.read(task.target()).ifPresent(r -> console.out().println(r.content()));
    }
    say(
        "Done in "
            + Math.round((System.nanoTime() - start) / 1e9)
            + " s: the portrait is "
            + outcome.label()
            + ".");
    if (print.human()) {
      Verdict verdict = work.evaluation().verdict();
      console.out().print(VerdictText.of(verdict, false));
      uniform.ifPresent(
          other -> console.out().print(UniformComparisonText.of(plan.method(), verdict, other)));
    }
    say("Results in " + output.toAbsolutePath().normalize() + ":");
    say("  sheet.png      everything in one image");
    say("  report.html    the same as a page, open it in a browser");
    say("  portrait.png   the original, protected.png the protected photo");
    return Requirement.DEFAULT.isMet(work.evaluation().verdict().attackRate())
        ? ExitCodes.DONE
        : ExitCodes.NOT_MET;
  }

  /** Returns the verdict under uniform weights; empty if the user stopped the search. */
  private Optional<Verdict> uniform(GeneratorGroup group, ProtectionPlan plan, Subject subject) {
    try {
      return Optional.of(
          new UniformComparison(group, plan).on(subject, console.interruption().token()));
    } catch (CancellationException e) {
      return Optional.empty();
    }
  }

  private void say(String sentence) {
    if (print.human()) {
      console.out().println(sentence);
    }
  }

  private Path bundled() {
    Path onnx =
        console
            .home()
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.COMMAND,
                        "The demonstration needs its generators; run tools/cdmaa demo from a"
                            + " checkout"))
            .resolve("onnx");
    if (!Files.isRegularFile(onnx.resolve("sample").resolve("portrait.png"))) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The demonstration's portrait and generators are not in "
              + onnx
              + "; run tools/cdmaa demo from a whole checkout");
    }
    return onnx;
  }

  private void requireFree(List<Manifest> manifests, Path sample) {
    List<Path> inputs = new ArrayList<>(ModelInputs.of(manifests));
    inputs.add(sample);
    inputs.add(sample.resolveSibling(SAMPLE_LABELS));
    labels.file().ifPresent(inputs::add);
    method.mask().ifPresent(inputs::add);
    WriteGuard guard = force.guard(inputs);
    String digest = Digest.of(sample);
    guard.claim(output.resolve("portrait.png"), file -> Digest.ofOrEmpty(file).equals(digest));
    Path target = output.resolve("protected.png");
    guard.claim(target, ProtectionRecord::owns);
    guard.claim(ProtectionRecord.beside(target), file -> ProtectionRecord.read(target).isPresent());
    guard.claim(output.resolve("sheet.png"), OutputKind.PICTURE);
    guard.claim(output.resolve("report.html"), OutputKind.REPORT);
  }

  private void prepare(Path sample, Path portrait) {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The folder " + output + " cannot be created; choose another with -o",
          e);
    }
    AtomicFile.write(portrait, out -> Files.copy(sample, out));
  }
}
