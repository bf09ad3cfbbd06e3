"""What a home would cost a household, and whether it can pay: integer cents."""

from sim.behaviour.parameters import Parameters
from sim.compiled import rule


@rule
def price(rent: int, p: Parameters) -> int:
    """Return the price of a home with that monthly (imputed) rent, cents."""
    return rent * 12 * 1000000 // p.price_yield


@rule
def balance(loan: int, months: int, p: Parameters) -> int:
    """Return what is still owed `months` after the purchase; repaid in equal parts (assumed)."""
    if months >= p.loan_months:
        return 0
    return loan * (p.loan_months - months) // p.loan_months


@rule
def equity(market: int, rent: int, loan: int, months: int, p: Parameters) -> int:
    """Return what an owner brings from selling: price less balance, at least 0; 0 for a renter."""
    return equity_in(market, price(rent, p), loan, months, p)


@rule
def equity_in(market: int, value: int, loan: int, months: int, p: Parameters) -> int:
    """Return the same of a home that is worth `value`, cents."""
    if market != 0 and market != 2:
        return 0
    left = value - balance(loan, months, p)
    return left if left > 0 else 0


@rule
def loan_needed(rent: int, brought: int, p: Parameters) -> int:
    """Return the loan for a home: the price less the equity brought, at most the loan-to-value
    limit."""
    return loan_for(price(rent, p), brought, p)


@rule
def loan_for(full: int, brought: int, p: Parameters) -> int:
    """Return the loan for a home that costs `full`, cents."""
    most = full * p.loan_to_value // 1000000
    need = full - brought
    if need < 0:
        need = 0
    return need if need < most else most


@rule
def instalment(loan: int, months: int, p: Parameters) -> int:
    """Return an owner's monthly payment, fixed at purchase, 0 once the loan has run its term."""
    if months >= p.loan_months:
        return 0
    return loan * p.instalment // 1000000000


@rule
def payment_for(market: int, rent: int, income: int, loan: int, p: Parameters) -> int:
    """Return what a home would cost its new household, cents a month."""
    if market == 0 or market == 2:
        return instalment(loan, 0, p)
    if market == 1:
        return income * p.public_rent_share // 1000000
    return rent


@rule
def can_pay(market: int, payment: int, income: int, highest_income: int, p: Parameters) -> bool:
    """Return whether a household may and can enter a home at that payment.

    Owners and private tenants: payment within the entry burden (for buyers HDB's mortgage
    servicing ratio). Public rental: income within the ceiling. Reserved homes: income at most the
    home's limit, and the rent below the burden that would displace the household again.
    """
    if market == 1:
        return income <= p.public_rental_ceiling
    if market == 4:
        return income <= highest_income and payment * 1000000 <= p.displacement_burden * income
    return payment * 1000000 <= p.entry_burden * income
