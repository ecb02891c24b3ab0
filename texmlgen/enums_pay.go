package texmlgen

// PaymentMethod is the payment instrument; "" leaves the attribute out.
type PaymentMethod string

// The values of PaymentMethod.
const (
	PayCreditCard PaymentMethod = "credit-card"
	PayACHDebit   PaymentMethod = "ach-debit"
)

// CardType is a card brand; "" leaves the attribute out.
type CardType string

// The values of CardType.
const (
	CardVisa       CardType = "visa"
	CardMastercard CardType = "mastercard"
	CardAmex       CardType = "amex"
	CardMaestro    CardType = "maestro"
	CardDiscover   CardType = "discover"
	CardOptima     CardType = "optima"
	CardJcb        CardType = "jcb"
	CardDinersClub CardType = "diners-club"
	CardEnroute    CardType = "enroute"
	CardUnionpay   CardType = "unionpay"
)

// TransactionType is what a Pay does with the instrument; "" leaves the attribute out.
type TransactionType string

// The values of TransactionType.
const (
	TransactionCharge   TransactionType = "charge"
	TransactionTokenize TransactionType = "tokenize"
)

// PaymentField is the payment field a prompt asks for; "" leaves the attribute out.
type PaymentField string

// The values of PaymentField.
const (
	FieldPaymentCardNumber PaymentField = "payment-card-number"
	FieldExpirationDate    PaymentField = "expiration-date"
	FieldPostalCode        PaymentField = "postal-code"
	FieldSecurityCode      PaymentField = "security-code"
	FieldBankRoutingNumber PaymentField = "bank-routing-number"
	FieldBankAccountNumber PaymentField = "bank-account-number"
)
