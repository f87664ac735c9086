//! Pools and budgets: what is counted outside the case and moved by it. Later effects of the same act see what earlier
//! ones took.
use super::refusals::{OVER_CEILING, POOL_EXHAUSTED};
use super::run::{Deed, Run, evaluated};
use super::{Budget, Effect, Refusal, written_amount};
use crate::programme::{Effects, MoneyMove, Units};

impl Run<'_> {
    pub(super) fn move_units_and_money(&mut self, effects: &Effects, deed: &Deed) -> Result<(), Refusal> {
        if let Some(units) = &effects.give_back {
            self.give_back(units);
        }
        if let Some(units) = &effects.take {
            self.take(units)?;
        }
        if let Some(money) = &effects.release {
            let (name, minor_units) = self.amount(money, deed)?;
            self.release(name, minor_units);
        }
        if let Some(money) = &effects.reserve {
            let (name, minor_units) = self.amount(money, deed)?;
            self.reserve(name, minor_units)?;
        }
        if let Some(money) = &effects.pay {
            let (name, minor_units) = self.amount(money, deed)?;
            self.pay(name, minor_units)?;
        }
        Ok(())
    }

    /// A budget without a currency of its own is kept in the one that the programme's expression gives, once it is known.
    pub(super) fn know_currencies(&mut self) {
        let programme = self.programme;
        let deed = self.plain_deed();
        for (name, spec) in &programme.budgets {
            let unknown = self.facts.budgets.get(name).is_some_and(|budget| budget.currency.is_empty());
            let Some(expression) = spec.currency.as_ref().filter(|_| unknown) else { continue };
            if let Ok(Some(currency)) = self.scope(&deed).text(expression)
                && let Some(budget) = self.facts.budgets.get_mut(name)
            {
                budget.currency = currency;
            }
        }
    }

    /// Rule `pool-exhausted`. A pool that is not known has nothing free.
    fn take(&mut self, units: &Units) -> Result<(), Refusal> {
        let pool = self.facts.pools.entry(units.pool.clone()).or_default();
        let used = pool.used.checked_add(units.units).filter(|used| *used <= pool.limit);
        let Some(used) = used else {
            let says = format!("Nothing is free in `{}`: {} of {} are used.", units.pool, pool.used, pool.limit);
            return Err(Refusal::new(POOL_EXHAUSTED, says));
        };
        pool.used = used;
        self.effects.push(Effect::PoolTaken { pool: units.pool.clone(), units: units.units });
        Ok(())
    }

    fn give_back(&mut self, units: &Units) {
        let pool = self.facts.pools.entry(units.pool.clone()).or_default();
        let given = units.units.min(pool.used);
        if given > 0 {
            pool.used = pool.used.saturating_sub(given);
            self.effects.push(Effect::PoolGivenBack { pool: units.pool.clone(), units: given });
        }
    }

    /// The budget's name and the amount in minor units. The currency is the budget's own (programmes.md 2d).
    fn amount<'m>(&self, money: &'m MoneyMove, deed: &Deed) -> Result<(&'m str, i64), Refusal> {
        let amount = evaluated(&money.amount, self.scope(deed).money(&money.amount))?;
        let Some((minor_units, currency)) = amount.filter(|(minor_units, _)| *minor_units >= 0) else {
            let says = format!("`{}` gives no amount for `{}`.", money.amount.source(), money.budget);
            return Err(Refusal::new(OVER_CEILING, says));
        };
        let budget = self.facts.budgets.get(&money.budget);
        match budget.map(|budget| budget.currency.as_str()).filter(|own| !own.is_empty() && *own != currency) {
            Some(own) => Err(Refusal::new(OVER_CEILING, format!("`{}` is kept in {own}, not in {currency}.", money.budget))),
            None => Ok((&money.budget, minor_units)),
        }
    }

    fn reserve(&mut self, name: &str, minor_units: i64) -> Result<(), Refusal> {
        let budget = self.facts.budgets.entry(name.to_owned()).or_default();
        let reserved = budget.reserved.saturating_add(minor_units);
        within(name, budget, reserved, budget.paid)?;
        budget.reserved = reserved;
        self.effects.push(Effect::BudgetReserved { budget: name.to_owned(), minor_units });
        Ok(())
    }

    /// What is paid leaves what is reserved; beyond that it needs room under the ceiling.
    fn pay(&mut self, name: &str, minor_units: i64) -> Result<(), Refusal> {
        let budget = self.facts.budgets.entry(name.to_owned()).or_default();
        let reserved = budget.reserved.saturating_sub(minor_units.min(budget.reserved));
        let paid = budget.paid.saturating_add(minor_units);
        within(name, budget, reserved, paid)?;
        budget.reserved = reserved;
        budget.paid = paid;
        self.effects.push(Effect::BudgetPaid { budget: name.to_owned(), minor_units });
        Ok(())
    }

    fn release(&mut self, name: &str, minor_units: i64) {
        let budget = self.facts.budgets.entry(name.to_owned()).or_default();
        let released = minor_units.min(budget.reserved);
        if released > 0 {
            budget.reserved = budget.reserved.saturating_sub(released);
            self.effects.push(Effect::BudgetReleased { budget: name.to_owned(), minor_units: released });
        }
    }
}

/// Rule `over-ceiling`: reserved and paid together never exceed the ceiling.
fn within(name: &str, budget: &Budget, reserved: i64, paid: i64) -> Result<(), Refusal> {
    if reserved.saturating_add(paid) <= budget.ceiling {
        return Ok(());
    }
    let free = budget.ceiling.saturating_sub(budget.reserved).saturating_sub(budget.paid);
    Err(Refusal::new(OVER_CEILING, format!("Only {} is free in `{name}`.", written_amount(free))))
}
