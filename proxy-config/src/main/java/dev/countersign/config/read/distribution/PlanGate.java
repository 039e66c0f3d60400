package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Position;
import dev.countersign.config.plan.Plan;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.Fields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the plan of one distribution allows; complaints stand at the feature and name the plan's line. */
final class PlanGate {
    private final Fields distribution;
    private final EdgeDemands edge;
    private final Plan plan;

    private PlanGate(Fields distribution, EdgeDemands edge, Plan plan) {
        this.distribution = distribution;
        this.edge = edge;
        this.plan = plan;
    }

    static PlanGate read(Fields distribution, EdgeDemands edge) {
        return new PlanGate(
                distribution, edge, distribution.choice("plan", List.of(Plan.values()), Labels::dashed, Defaults.PLAN));
    }

    Plan plan() {
        return plan;
    }

    /** The distribution uses {@code feature}, and says so at {@code place}. */
    void uses(PlanFeature feature, Position place) {
        Set<Plan> allowing = feature.plans(edge.proPlanAllowsOriginMtls());
        if (!allowing.contains(plan)) {
            distribution.problem(
                    place,
                    feature.label() + " needs plan " + either(allowing) + ", but " + written(place)
                            + "; change the plan, or remove this");
        }
    }

    /** The distribution has {@code count} behaviors beside its default one, listed at {@code place}. */
    void behaviors(int count, Position place) {
        plan.mostBehaviors().stream()
                .filter(most -> count > most)
                .forEach(most -> distribution.problem(
                        place,
                        "holds " + count + " behaviors, but " + written(place) + ", which allows " + most
                                + "; change the plan, or remove some"));
    }

    private String written(Position reader) {
        return "plan on " + distribution.position("plan").lineFor(reader) + " is " + Labels.dashed(plan);
    }

    private static String either(Set<Plan> plans) {
        List<String> names = plans.stream().map(Labels::dashed).collect(Collectors.toList());
        String last = names.remove(names.size() - 1);
        return names.isEmpty() ? last : String.join(", ", names) + " or " + last;
    }
}
