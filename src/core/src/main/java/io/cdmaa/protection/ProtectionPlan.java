package io.cdmaa.protection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.Attack;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Budget;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Digest;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Transform;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is done to each photo.
 *
 * @param settings the attack's settings, the method's among them
 * @param method what is raised, how it is searched, how domains and generators are combined
 * @param crop what the generators see
 * @param mask picture of weights for a weighted loss
 * @param arithmetic makes what gradients are combined with, for one search
 * @param after transforms after which the photo is evaluated once more
 */
public record ProtectionPlan(
    AttackSettings settings,
    Method method,
    CropChoice crop,
    Optional<Path> mask,
    Supplier<GradientArithmetic> arithmetic,
    List<Transform> after) {
  /** Copies the list. */
  public ProtectionPlan {
    after = List.copyOf(after);
  }

  /** One that evaluates the photo as it is only. */
  public ProtectionPlan(
      AttackSettings settings,
      Method method,
      CropChoice crop,
      Optional<Path> mask,
      Supplier<GradientArithmetic> arithmetic) {
    this(settings, method, crop, mask, arithmetic, List.of());
  }

  /** The plan for a method and the settings beside it, with {@link StandardArithmetic}. */
  public static ProtectionPlan of(
      AttackSettings settings, Method method, CropChoice crop, Optional<Path> mask) {
    return new ProtectionPlan(
        MethodAlgorithms.settings(method, settings),
        method,
        crop,
        mask,
        StandardArithmetic::create);
  }

  /** The same plan with another arithmetic. */
  public ProtectionPlan with(Supplier<GradientArithmetic> other) {
    return new ProtectionPlan(settings, method, crop, mask, other, after);
  }

  /** The same plan, evaluating the photo after transforms too. */
  public ProtectionPlan withAfter(List<Transform> transforms) {
    return new ProtectionPlan(settings, method, crop, mask, arithmetic, transforms);
  }

  /** The search. */
  public Attack attack() {
    return MethodAlgorithms.attack(method, arithmetic);
  }

  /** The generators with what the method asks of them. */
  public GeneratorGroup group(List<Generator> generators, SessionFactory sessions) {
    return group(generators, sessions, false);
  }

  /**
   * The generators with what the method asks of them.
   *
   * @param everyDomain whether to know each domain's gradient even if the method does not ask
   */
  public GeneratorGroup group(
      List<Generator> generators, SessionFactory sessions, boolean everyDomain) {
    return new GeneratorGroup(generators, sessions, gradients(everyDomain), method.loss());
  }

  /**
   * What sessions have to tell.
   *
   * @param everyDomain whether to know each domain's gradient even if the method does not ask
   */
  public GeneratorSession.Gradients gradients(boolean everyDomain) {
    return everyDomain ? GeneratorSession.Gradients.PER_DOMAIN : MethodAlgorithms.gradients(method);
  }

  /** The same photo protected in another way. */
  public ProtectionPlan with(Method other) {
    return of(settings, other, crop, mask).with(arithmetic).withAfter(after);
  }

  /**
   * A photo as this plan protects it, with the mask that the plan names.
   *
   * @throws io.cdmaa.CdmaaException if the mask cannot be read
   */
  public Subject subject(Photo photo, SourceAttributes face) {
    return new Subject(photo, face, mask.map(new PhotoReader(ReadLimits.DEFAULT)::read));
  }

  /** All that the result depends on beyond rounding, besides photo and models. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("method", MethodSyntax.print(method));
    ObjectNode parts = node.putObject("parts");
    MethodSyntax.toMap(method).forEach(parts::put);
    node.put("epsilon", settings.budget().epsilon());
    node.put("stepSize", settings.stepSize());
    node.put("iterations", settings.iterations());
    node.put("seed", settings.seed());
    node.put("threshold", settings.threshold());
    node.put("earlyStop", settings.earlyStop());
    node.put("crop", crop.text());
    mask.ifPresent(file -> node.put("maskSha256", Digest.of(file)));
    return node;
  }

  /** The settings in one line. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, epsilon %s (%s), step size %s, %d %s, seed %d, crop %s",
        MethodSyntax.print(method),
        settings.budget().epsilon(),
        levels(),
        settings.stepSize(),
        settings.iterations(),
        settings.iterations() == 1 ? "iteration" : "iterations",
        settings.seed(),
        crop.text());
  }

  private String levels() {
    double levels = settings.budget().epsilon() * 127.5;
    return settings.budget() instanceof Budget.LInf
        ? (int) Math.floor(levels + 1e-9) + " levels of 255"
        : String.format(Locale.ROOT, "%.1f levels of 255 in the mean square", levels);
  }
}
