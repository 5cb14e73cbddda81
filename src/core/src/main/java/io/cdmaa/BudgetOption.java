package io.cdmaa;

import static io.cdmaa.MethodForms.value;

import io.cdmaa.attack.BudgetShape;
import io.cdmaa.image.ChromaResolution;

/** The options of a method on the distribution of the budget over the photo. */
final class BudgetOption {
  private BudgetOption() {}

  static MethodOption<BudgetShape.Form> form() {
    return MethodOption.of(
        "budget",
        "how far each pixel may change",
        method -> method.budget().form(),
        (method, value) -> method.withBudget(method.budget().withForm(value)),
        value("uniform", BudgetShape.Form.UNIFORM, "every pixel by epsilon"),
        value(
            "perceptual",
            BudgetShape.Form.PERCEPTUAL,
            "epsilon in the mean square, each pixel in proportion to its just noticeable"
                + " difference: more in texture, less where the photo is smooth"));
  }

  static MethodOption<ChromaResolution> chroma() {
    return MethodOption.of(
        "chroma",
        "how finely the colour of the change varies",
        method -> method.budget().chroma(),
        (method, value) -> method.withBudget(method.budget().withChroma(value)),
        value("full", ChromaResolution.FULL, "from pixel to pixel"),
        value("half", ChromaResolution.HALF, "from one block of 2 x 2 pixels to the next"),
        value("none", ChromaResolution.NONE, "not at all: only the brightness changes"));
  }
}
