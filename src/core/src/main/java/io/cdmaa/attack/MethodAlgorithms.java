package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.DomainStrategy;
import io.cdmaa.ErrorReason;
import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.ModelStrategy;
import io.cdmaa.SearchStrategy;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.ActiveSet;
import io.cdmaa.mgda.AlignedMtl;
import io.cdmaa.mgda.CaGrad;
import io.cdmaa.mgda.ConFig;
import io.cdmaa.mgda.DomainAggregation;
import io.cdmaa.mgda.DualProj;
import io.cdmaa.mgda.FixedWeights;
import io.cdmaa.mgda.FrankWolfe;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.ImtlG;
import io.cdmaa.mgda.IterativeDomains;
import io.cdmaa.mgda.IterativeModels;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.MgdaDomains;
import io.cdmaa.mgda.MinNormSolver;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.NashMtl;
import io.cdmaa.mgda.NormalisedModels;
import io.cdmaa.mgda.PcGrad;
import io.cdmaa.mgda.SingleDomain;
import io.cdmaa.mgda.SingleModel;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.mgda.UpGrad;
import io.cdmaa.mgda.WorstDomain;
import java.util.function.Supplier;

/** Maps the parts of a {@link Method} to algorithms. */
public final class MethodAlgorithms {
  private MethodAlgorithms() {}

  /** Returns the search, with {@link StandardArithmetic}. */
  public static Attack attack(Method method) {
    return attack(method, StandardArithmetic::create);
  }

  /**
   * Returns the search.
   *
   * @param arithmetic creates the arithmetic of one run
   */
  public static Attack attack(Method method, Supplier<GradientArithmetic> arithmetic) {
    SearchStrategy search = method.attack();
    if (search instanceof SearchStrategy.Pgd pgd) {
      return new Pgd(pgd.restarts(), arithmetic);
    }
    if (search instanceof SearchStrategy.MiFgsm mifgsm) {
      return new MiFgsm(mifgsm.momentum(), arithmetic);
    }
    if (search instanceof SearchStrategy.Fgsm) {
      return new Fgsm(arithmetic);
    }
    if (search instanceof SearchStrategy.Apgd) {
      return new Apgd(arithmetic);
    }
    if (search instanceof SearchStrategy.Square) {
      return new Square(arithmetic);
    }
    return new IFgsm(arithmetic);
  }

  /** Returns how domains are aggregated. */
  public static DomainAggregation domains(Method method) {
    DomainStrategy domains = method.domains();
    if (domains instanceof DomainStrategy.Single single) {
      return new SingleDomain(single.number() - 1);
    }
    if (domains instanceof DomainStrategy.Iterative) {
      return new IterativeDomains();
    }
    if (domains instanceof DomainStrategy.Worst) {
      return new WorstDomain();
    }
    if (domains instanceof DomainStrategy.Mgda mgda) {
      return new MgdaDomains(new Mgda(mgda.regularisation(), solver(method)));
    }
    return new UniformDomains();
  }

  /** Returns how generators are aggregated. */
  public static ModelAggregation models(Method method) {
    ModelStrategy models = method.models();
    if (models instanceof ModelStrategy.Mgda mgda) {
      return new Mgda(mgda.regularisation(), solver(method));
    }
    if (models instanceof ModelStrategy.Normalised normalised) {
      return new NormalisedModels(normalised.regularisation(), false);
    }
    if (models instanceof ModelStrategy.Static fixed) {
      return new NormalisedModels(fixed.regularisation(), true);
    }
    if (models instanceof ModelStrategy.Single single) {
      return new SingleModel(single.number() - 1);
    }
    if (models instanceof ModelStrategy.Iterative) {
      return new IterativeModels();
    }
    if (models instanceof ModelStrategy.Threshold) {
      return new ThresholdAware();
    }
    if (models instanceof ModelStrategy.Weights fixed) {
      return new FixedWeights(fixed.weights());
    }
    if (models instanceof ModelStrategy.MultiTask aggregator) {
      return aggregator(aggregator);
    }
    if (models instanceof ModelStrategy.CaGrad aggregator) {
      return new CaGrad(aggregator.c());
    }
    return new UniformModels();
  }

  private static ModelAggregation aggregator(ModelStrategy.MultiTask aggregator) {
    return switch (aggregator) {
      case UPGRAD -> new UpGrad();
      case DUALPROJ -> new DualProj();
      case ALIGNED_MTL -> new AlignedMtl();
      case IMTL_G -> new ImtlG();
      case PCGRAD -> new PcGrad(0);
      case CONFIG -> new ConFig();
      case NASH_MTL -> new NashMtl();
    };
  }

  private static MinNormSolver solver(Method method) {
    return switch (method.solver()) {
      case ACTIVE_SET -> new ActiveSet();
      case PAIRWISE -> new FrankWolfe();
      case FRANK_WOLFE -> new FrankWolfe(FrankWolfe.Steps.CLASSIC, 1e-10, 100_000);
    };
  }

  /** Returns the gradients that the generators' sessions have to provide. */
  public static Gradients gradients(Method method) {
    if (method.attack() instanceof SearchStrategy.Square) {
      return Gradients.NONE;
    }
    return domains(method).needsGradients() ? Gradients.PER_DOMAIN : Gradients.WEIGHTED;
  }

  /** Returns settings with a method's strategies, norm and criterion, and all else unchanged. */
  public static AttackSettings settings(Method method, AttackSettings settings) {
    double epsilon = settings.budget().epsilon();
    return settings
        .withBudget(
            switch (method.norm()) {
              case L2 -> new Budget.Rms(epsilon);
              case LINF -> new Budget.LInf(epsilon);
            })
        .withDomains(domains(method))
        .withAggregation(models(method))
        .withQueries(method.queries())
        .withSchedule(method.schedule())
        .withRounding(method.rounding())
        .withCriterion(method.best())
        .withShape(method.budget())
        .withSurvive(method.survive().writtenBy(settings.survive().encoder()));
  }

  /**
   * Checks the constraints that depend on the group.
   *
   * @param generators number of generators
   * @throws CdmaaException if the strategy does not fit this number
   */
  public static void requireFits(Method method, int generators) {
    ModelStrategy models = method.models();
    if (models instanceof ModelStrategy.Threshold
        && (method.loss() instanceof Loss.Latent || method.loss() instanceof Loss.Input)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "models-by threshold needs a loss to which the threshold applies, which "
              + MethodSyntax.option("loss").print(method)
              + " is not; combine the generators in another way, for instance by the method cdmaa");
    }
    if (models instanceof ModelStrategy.Single single && single.number() > generators) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "models-by is "
              + MethodSyntax.option("models-by").print(method)
              + ", but there are "
              + generators
              + " generators");
    }
    if (models instanceof ModelStrategy.Weights fixed && fixed.weights().size() != generators) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "models-by gives "
              + fixed.weights().size()
              + " weights for "
              + generators
              + " generators; give one for each");
    }
  }
}
