package io.cdmaa;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.image.Photo;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Requirement;
import io.cdmaa.protection.Subject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The protection of one photo: the protector's plan, changed by the photo's options.
 *
 * @param options of the photo
 * @param plan how it is protected
 * @param chosen indexes of the generators
 * @param generators those generators
 * @param listener of the protector
 */
record PhotoJob(
    PhotoOptions options,
    ProtectionPlan plan,
    List<Integer> chosen,
    List<Generator> generators,
    Consumer<? super ProtectionEvent> listener) {

  /**
   * @throws CdmaaException if an option is invalid
   */
  static PhotoJob of(
      PhotoOptions options,
      ProtectionPlan base,
      List<Generator> all,
      Consumer<? super ProtectionEvent> listener) {
    List<Integer> chosen =
        options.generators().isEmpty()
            ? IntStream.range(0, all.size()).boxed().toList()
            : options.generators().stream()
                .distinct()
                .map(name -> index(name, all))
                .sorted()
                .toList();
    List<Generator> generators = chosen.stream().map(all::get).toList();
    options.face().source().requireKnown(generators);
    MethodAlgorithms.requireFits(base.method(), generators.size());
    ProtectionPlan plan = base.with(settings(options, base.settings()));
    return new PhotoJob(
        options,
        options
            .crop()
            .map(text -> plan.with(new CropChoice(text, plan.crop().detector())))
            .orElse(plan),
        chosen,
        generators,
        listener);
  }

  private static AttackSettings settings(PhotoOptions options, AttackSettings base) {
    OptionalInt number = options.iterations();
    if (options.strength().isEmpty()) {
      return number.isPresent() ? base.withIterations(number.getAsInt()) : base;
    }
    Steps preset = Steps.of(options.strength().get());
    Steps steps = number.isPresent() ? preset.withIterations(number.getAsInt()) : preset;
    return steps.applyTo(base, base.shape().form(), base.schedule());
  }

  private static int index(String name, List<Generator> all) {
    List<String> names = all.stream().map(Generator::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "There is no generator '"
              + name
              + "'; did you mean '"
              + Suggestions.nearest(name, names)
              + "'?");
    }
    return index;
  }

  /**
   * @throws CdmaaException if the crop extends beyond the photo
   */
  void requireFits(PhotoInfo photo) {
    plan.crop().requireFits(photo.width(), photo.height());
  }

  /** Stores the verdict on a photo before the photo is delivered. */
  @FunctionalInterface
  interface Recording {
    /** Stores nothing. */
    Recording NONE = (subject, delivery, verdict) -> {};

    /**
     * Stores the verdict; if that fails, the photo is not delivered.
     *
     * @param subject the original, with the region that the generators processed
     * @param delivery the photo, ready to be delivered
     */
    void record(Subject subject, Destination.Delivery delivery, Verdict verdict);
  }

  /**
   * @param lane whose sessions no other thread uses meanwhile
   * @param photo the original
   * @param recording stores the verdict
   */
  ProtectedPhoto run(
      PhotoProtection lane,
      Photo photo,
      Destination destination,
      CancellationToken token,
      Recording recording) {
    PhotoProtection protection = lane.with(plan, chosen);
    Subject subject = plan.subject(photo, options.face().source());
    tell(new ProtectionEvent.Started(options.name()));
    int steps = plan.settings().iterations();
    int crops = subject.region().crops().size();
    PhotoProtection.Found found =
        protection.search(
            subject,
            destination,
            token,
            (crop, report) ->
                tell(
                    ProtectorParts.iterated(
                        options.name(),
                        report,
                        crop * steps + report.iteration(),
                        crops * steps,
                        generators)));
    tell(new ProtectionEvent.Evaluating(options.name()));
    PhotoResult result =
        protection.finish(
            found,
            destination,
            protection.references(subject),
            (delivery, verdict) -> recording.record(subject, delivery, verdict));
    Verdict verdict = result.evaluation().verdict();
    tell(new ProtectionEvent.Finished(options.name(), verdict));
    return new ProtectedPhoto(
        result.protectedPhoto(),
        verdict,
        Requirement.DEFAULT.outcome(verdict),
        options.keepFakes() ? Optional.of(new Evidence(result, plan)) : Optional.empty());
  }

  /**
   * Evaluates a photo that was protected earlier.
   *
   * @param lane whose sessions no other thread uses meanwhile
   * @param photo the original
   * @param delivered the protected photo
   */
  Verdict evaluate(PhotoProtection lane, Photo photo, Photo delivered) {
    Subject subject = plan.subject(photo, options.face().source());
    return lane.with(plan, chosen).evaluate(subject, delivered).evaluation().verdict();
  }

  private void tell(ProtectionEvent event) {
    listener.accept(event);
    options.listener().accept(event);
  }
}
