package io.cdmaa.protection;

import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.Attack;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Budget;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.attack.WarmStart;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelDigest;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Encoding;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Digest;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformList;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is done to each photo.
 *
 * @param settings the attack's settings, including the method's
 * @param method the loss to maximise, the search, and the aggregation of domains and generators
 * @param crop the region that the generators process
 * @param mask the mask of a weighted loss
 * @param arithmetic creates the arithmetic that aggregates gradients, for one search
 * @param after transforms after which the photo is evaluated once more
 * @param evaluated whether generators are run on the result; otherwise its verdict has none
 */
public record ProtectionPlan(
    AttackSettings settings,
    Method method,
    CropChoice crop,
    Optional<Path> mask,
    Supplier<GradientArithmetic> arithmetic,
    List<Transform> after,
    boolean evaluated) {
  /**
   * Copies the list.
   *
   * @throws io.cdmaa.CdmaaException if the warm start was learnt for another budget
   */
  public ProtectionPlan {
    after = List.copyOf(after);
    settings.warmStart().ifPresent(start -> start.requireFits(settings.budget(), settings.shape()));
  }

  /**
   * Creates a plan that evaluates photos after {@link TransformList#USUAL} if the method optimises
   * for transforms, and only as written otherwise.
   */
  public ProtectionPlan(
      AttackSettings settings,
      Method method,
      CropChoice crop,
      Optional<Path> mask,
      Supplier<GradientArithmetic> arithmetic) {
    this(
        settings,
        method,
        crop,
        mask,
        arithmetic,
        method.survive().isNone() ? List.of() : TransformList.USUAL,
        true);
  }

  /** Creates the plan for a method and settings, with {@link StandardArithmetic}. */
  public static ProtectionPlan of(
      AttackSettings settings, Method method, CropChoice crop, Optional<Path> mask) {
    return new ProtectionPlan(
        MethodAlgorithms.settings(method, settings),
        method,
        crop,
        mask,
        StandardArithmetic::create);
  }

  /** Returns a copy with the given arithmetic. */
  public ProtectionPlan with(Supplier<GradientArithmetic> other) {
    return new ProtectionPlan(settings, method, crop, mask, other, after, evaluated);
  }

  /** Returns a copy with the given region. */
  public ProtectionPlan with(CropChoice other) {
    return new ProtectionPlan(settings, method, other, mask, arithmetic, after, evaluated);
  }

  /** Returns a copy with the given settings, to which the method's are applied. */
  public ProtectionPlan with(AttackSettings other) {
    return of(other, method, crop, mask).with(arithmetic).evaluatedLike(this);
  }

  /** Returns a copy that also evaluates the photo after the given transforms. */
  public ProtectionPlan withAfter(List<Transform> transforms) {
    return new ProtectionPlan(settings, method, crop, mask, arithmetic, transforms, evaluated);
  }

  /** Returns a copy that runs no generator on the result. */
  public ProtectionPlan withoutEvaluation() {
    return new ProtectionPlan(settings, method, crop, mask, arithmetic, List.of(), false);
  }

  private ProtectionPlan evaluatedLike(ProtectionPlan other) {
    return new ProtectionPlan(
        settings, method, crop, mask, arithmetic, other.after, other.evaluated);
  }

  /** Returns a copy for files of the given encoding. */
  public ProtectionPlan writtenAs(Encoding encoding) {
    return new ProtectionPlan(
        settings.withSurvive(settings.survive().writtenBy(Destination.encoder(encoding))),
        method,
        crop,
        mask,
        arithmetic,
        after,
        evaluated);
  }

  /**
   * Checks that the warm start, if there is one, was learnt against each of these generators.
   *
   * @throws io.cdmaa.CdmaaException naming a generator for which that is not so
   */
  public void requireStartFor(List<Manifest> manifests) {
    settings
        .warmStart()
        .ifPresent(
            start ->
                manifests.forEach(
                    m -> start.requireCovers(m.onnx().toString(), ModelDigest.of(m))));
  }

  /** Returns the attack's settings for a photo that is delivered to a destination. */
  public AttackSettings settings(Destination destination) {
    Survival survive = settings.survive();
    return settings.withSurvive(
        survive.writtenBy(destination.encoder().or(() -> survive.encoder())));
  }

  /** Returns the search. */
  public Attack attack() {
    return MethodAlgorithms.attack(method, arithmetic);
  }

  /** Opens the generators with the gradients that the method needs. */
  public GeneratorGroup group(List<Generator> generators, SessionFactory sessions) {
    return group(generators, sessions, false);
  }

  /**
   * Opens the generators with the gradients that the method needs.
   *
   * @param everyDomain whether to compute each domain's gradient even if the method does not need
   *     it
   */
  public GeneratorGroup group(
      List<Generator> generators, SessionFactory sessions, boolean everyDomain) {
    return new GeneratorGroup(generators, sessions, gradients(everyDomain), method.loss());
  }

  /**
   * Returns the gradients that sessions have to provide.
   *
   * @param everyDomain whether to compute each domain's gradient even if the method does not need
   *     it
   */
  public GeneratorSession.Gradients gradients(boolean everyDomain) {
    return everyDomain ? GeneratorSession.Gradients.PER_DOMAIN : MethodAlgorithms.gradients(method);
  }

  /** Returns a copy with the given method. */
  public ProtectionPlan with(Method other) {
    return of(settings, other, crop, mask).with(arithmetic).evaluatedLike(this);
  }

  /**
   * Returns a photo as this plan protects it, with the plan's mask and region.
   *
   * @throws io.cdmaa.CdmaaException if the mask cannot be read, or the photo lacks the region
   */
  public Subject subject(Photo photo, SourceAttributes face) {
    return new Subject(
        photo, face, mask.map(new PhotoReader(ReadLimits.DEFAULT)::read), crop.in(photo));
  }

  /** Returns everything that the result depends on beyond rounding, besides photo and models. */
  public PlannedSettings json() {
    return new PlannedSettings(
        MethodSyntax.print(method),
        MethodSyntax.toMap(method),
        settings.budget().epsilon(),
        settings.stepSize(),
        settings.iterations(),
        settings.seed(),
        settings.threshold(),
        settings.earlyStop(),
        crop.text(),
        crop.detector().map(Digest::of).orElse(null),
        mask.map(Digest::of).orElse(null),
        settings.survive().encoder().map(Transform::text).orElse(null),
        settings.warmStart().map(WarmStart::sha256).orElse(null));
  }

  /** Returns the settings in one line. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, epsilon %s (%s), step size %s, %d %s%s, seed %d, crop %s",
        MethodSyntax.print(method),
        settings.budget().epsilon(),
        levels(),
        settings.stepSize(),
        settings.iterations(),
        settings.iterations() == 1 ? "iteration" : "iterations",
        settings.warmStart().map(start -> " from " + start).orElse(""),
        settings.seed(),
        crop.text());
  }

  private String levels() {
    double levels = settings.budget().epsilon() * 127.5;
    boolean largest =
        settings.budget() instanceof Budget.LInf
            && settings.shape().form() == BudgetShape.Form.UNIFORM;
    return largest
        ? (int) Math.floor(levels + 1e-9) + " levels of 255"
        : String.format(Locale.ROOT, "%.1f levels of 255 in the mean square", levels);
  }
}
