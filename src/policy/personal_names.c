/*-------------------------------------------------------------------------
 *
 * personal_names.c
 *	  Names of columns that look as if they held personal data.
 *
 * A name is cut into words where snake_case, camelCase or kebab-case cut it,
 * folded to lower-case ASCII, and looked up in a lexicon.  An entry matches one
 * or more whole words: "firstname" stands for first_name, firstName and
 * FIRSTNAME.  Words written together (customeremail, Kundenname) are cut where
 * both halves are in the lexicon.
 *
 * A match alone says little: email_count holds no e-mail address, nor does
 * product_name hold the name of a person.  What decides is the rest of the
 * name.  What follows a match must be harmless, that is, be in the lexicon
 * itself (email_work, telefono_movil, adresse_client); an unknown word there
 * (email_status) makes the column one about the thing.  What stands before a
 * match may be anything for words that leave no doubt (support_email), must be
 * harmless for others (home_address, but not memory_address), and must speak of
 * a person for the weakest (customer_name, billing_city), unless the table
 * does.
 *
 * The aim is the list that a careful person would write down.  So what says
 * little about anybody (country, company, job title) is not in the lexicon.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/personal_names.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

DM_FUNCTION(datamesh_personal_name);

/* What a word of the lexicon does. */
typedef enum Use
{
	STRONG = 1 << 0,			/* is personal, whatever stands before it */
	WHOLE = 1 << 1,				/* is personal if the whole name is known */
	NEAR = 1 << 2,				/* is personal near a person or an address */
	NAME = 1 << 3,				/* is personal as the name of a person */
	PERSON = 1 << 4,			/* a person */
	ADDRESSING = 1 << 5,		/* what a person has an address for: billing */
	NEUTRAL = 1 << 6,			/* says nothing: primary, number, old */
	NEVER = 1 << 7,				/* makes it a fact about the thing: is, count */
	PLACE = 1 << 8,				/* a place or organisation */
	MACHINE = 1 << 9,			/* a machine */
	TABLE = 1 << 10,			/* says nothing in the name of a table */

	/* found out, not written in the lexicon */
	ADDRESS_PART = 1 << 11		/* a word for an address that is personal as a whole */
} Use;

#define PERSONAL	(STRONG | WHOLE | NEAR | NAME)
#define HARMLESS	(STRONG | WHOLE | NEAR | PERSON | ADDRESSING | NEUTRAL)

typedef enum Language
{
	EN = 1 << 0,
	DE = 1 << 1,
	FR = 1 << 2,
	ES = 1 << 3,
	IT = 1 << 4,
	PT = 1 << 5,
	NL = 1 << 6,
	ANY = DM_ALL_LANGUAGES
} Language;

/* In the order of the bits. */
const char *const dm_personal_languages[] = {
	"en", "de", "fr", "es", "it", "pt", "nl", NULL
};

typedef enum Kind
{
	NONE, EMAIL, PHONE, PERSON_NAME, ADDRESS, POSTCODE, BIRTH_DATE, CARD, IBAN,
	SSN, NATIONAL_ID, PASSPORT, PLATE, USERNAME, IP, MAC, GEO, URL
} Kind;

static const struct
{
	const char *tag;
	const char *label;
}			kinds[] =
{
	[EMAIL] = {"pii.email", "e-mail address"},
	[PHONE] = {"pii.phone", "phone number"},
	[PERSON_NAME] = {"pii.person_name", "name of a person"},
	[ADDRESS] = {"pii.address", "address"},
	[POSTCODE] = {"pii.postcode", "postcode"},
	[BIRTH_DATE] = {"pii.birth_date", "date of birth"},
	[CARD] = {"pii.payment_card", "payment card"},
	[IBAN] = {"pii.iban", "bank account"},
	[SSN] = {"pii.ssn", "social security number"},
	[NATIONAL_ID] = {"pii.national_id", "number of an identity document"},
	[PASSPORT] = {"pii.passport", "passport"},
	[PLATE] = {"pii.licence_plate", "licence plate"},
	[USERNAME] = {"pii.username", "user name"},
	[IP] = {"pii.ip", "IP address"},
	[MAC] = {"pii.mac", "MAC address"},
	[GEO] = {"pii.geo", "whereabouts"},
	[URL] = {"pii.url", "personal page"}
};

typedef struct Row
{
	Kind		kind;
	Use			use;
	uint32		languages;
	const char *words;
} Row;

static const Row lexicon[] = {
	/* e-mail */
	{EMAIL, STRONG, ANY, "email emails emailaddress emailaddresses emailaddr"},
	{EMAIL, WHOLE, ANY, "mail mails"},
	{EMAIL, STRONG, DE, "emailadresse mailadresse emailanschrift"},
	{EMAIL, STRONG, FR, "courriel courriels adresseemail adressemail adresseelectronique adressecourriel"},
	{EMAIL, STRONG, ES, "correoelectronico direccioncorreo direcciondecorreo direccionemail"},
	{EMAIL, WHOLE, ES, "correo correos"},
	{EMAIL, STRONG, IT, "postaelettronica indirizzoemail indirizzomail"},
	{EMAIL, STRONG, PT, "correioeletronico enderecoemail enderecoeletronico enderecodeemail"},
	{EMAIL, STRONG, NL, "emailadres mailadres emailadressen"},

	/* phone and fax */
	{PHONE, STRONG, ANY, "phone phones telephone telephones mobilephone cellphone msisdn whatsapp"},
	{PHONE, STRONG, EN, "mobilenumber mobileno cellnumber cellno faxnumber faxno telno telnumber"},
	{PHONE, WHOLE, ANY, "tel mobile fax"},
	{PHONE, WHOLE, EN, "landline contactnumber contactno"},
	{PHONE, NEAR, EN, "cell"},
	{PHONE, STRONG, DE, "telefon telefonnummer telefonnr telnr telnummer rufnummer handynummer handynr "
		"mobilnummer mobilnr mobiltelefon mobilfunk mobilfunknummer mobilrufnummer festnetz festnetznummer "
	"telefax telefaxnummer faxnummer faxnr"},
	{PHONE, WHOLE, DE, "handy mobil"},
	{PHONE, STRONG, FR, "numerotelephone numerodetelephone notelephone numtelephone numtel numerotel "
	"telportable telephoneportable telecopie telecopieur"},
	{PHONE, NEAR, FR, "portable"},
	{PHONE, STRONG, ES | IT, "telefono telefoni telefonos numerotelefono"},
	{PHONE, STRONG, ES, "numerodetelefono telefonomovil numerotelefonico"},
	{PHONE, WHOLE, ES, "movil celular"},
	{PHONE, STRONG, IT, "numeroditelefono cellulare recapitotelefonico"},
	{PHONE, STRONG, PT, "telefone telefones telemovel numerotelefone numerodetelefone"},
	{PHONE, WHOLE, PT, "celular"},
	{PHONE, STRONG, NL, "telefoon telefoonnummer telefoonnr mobielnummer"},
	{PHONE, WHOLE, NL, "mobiel gsm gsmnummer"},

	/* names of persons */
	{PERSON_NAME, STRONG, EN, "firstname lastname middlename givenname givennames familyname surname surnames "
		"forename forenames maidenname fullname birthname middleinitial preferredname accountholder "
	"accountholdername nameoncard namefirst namelast namemiddle"},
	{PERSON_NAME, WHOLE, EN, "fname lname mname"},
	{PERSON_NAME, STRONG, DE, "vorname vornamen nachname nachnamen familienname zuname geburtsname vollername "
	"rufname kontoinhaber karteninhaber"},
	{PERSON_NAME, WHOLE, DE, "ansprechpartner ansprechpartnerin"},
	{PERSON_NAME, STRONG, FR, "prenom prenoms nomfamille nomdefamille nomcomplet nomprenom prenomnom nometprenom "
	"nomusage nomdusage nomjeunefille nomdejeunefille nomnaissance nomdenaissance"},
	{PERSON_NAME, STRONG, ES, "apellido apellidos primerapellido segundoapellido apellidopaterno apellidomaterno "
	"primernombre segundonombre nombrecompleto nombrepila nombredepila nombreapellidos nombreyapellidos"},
	{PERSON_NAME, STRONG, IT, "cognome cognomi nomecognome cognomenome nomeecognome nomecompleto"},
	{PERSON_NAME, WHOLE, IT, "nominativo"},
	{PERSON_NAME, STRONG, PT, "sobrenome sobrenomes primeironome ultimonome nomecompleto nomemae nomedamae nomesocial"},
	{PERSON_NAME, STRONG, NL, "voornaam voornamen achternaam achternamen familienaam geslachtsnaam tussenvoegsel "
	"meisjesnaam roepnaam volledigenaam"},
	{PERSON_NAME, NAME, ANY, "name names"},
	{PERSON_NAME, NAME, FR, "nom noms"},
	{PERSON_NAME, NAME, ES, "nombre nombres"},
	{PERSON_NAME, NAME, IT, "nome nomi"},
	{PERSON_NAME, NAME, PT, "nome nomes"},
	{PERSON_NAME, NAME, NL, "naam namen"},

	/* addresses */
	{ADDRESS, WHOLE, EN, "address addresses addressline addresslines addr streetaddress postaladdress "
		"mailingaddress street streetname streetnumber streetno housenumber houseno housenr housename "
	"apartmentnumber pobox"},
	{ADDRESS, NEAR, EN, "city cityname town townname suburb apartment apt county"},
	{ADDRESS, WHOLE, DE, "adresse anschrift strasse strassenname strassennummer strassenr hausnummer hausnr "
	"strassehausnummer adresszeile adresszusatz postfach wohnort wohnadresse"},
	{ADDRESS, NEAR, DE, "ort stadt ortsteil plzort"},
	{ADDRESS, WHOLE, FR, "adresse adresses adressepostale rue nomrue numerorue nomvoie numerovoie lignedadresse "
	"complementadresse complementdadresse"},
	{ADDRESS, NEAR, FR, "ville commune localite voie"},
	{ADDRESS, WHOLE, ES, "direccion direcciones domicilio calle nombrecalle numerocalle direccionpostal"},
	{ADDRESS, NEAR, ES, "ciudad localidad poblacion municipio colonia piso"},
	{ADDRESS, WHOLE, IT, "indirizzo indirizzi residenza numerocivico"},
	{ADDRESS, NEAR, IT, "citta comune localita via civico"},
	{ADDRESS, WHOLE, PT, "endereco enderecos morada logradouro"},
	{ADDRESS, NEAR, PT, "cidade municipio localidade bairro rua"},
	{ADDRESS, WHOLE, NL, "adres adressen straat straatnaam huisnummer huisnr postbus woonplaats woonadres"},
	{ADDRESS, NEAR, NL, "stad plaats gemeente"},
	{POSTCODE, WHOLE, ANY, "zip zipcode zipcodes postcode postcodes postalcode postalcodes zipplus"},
	{POSTCODE, WHOLE, DE, "plz postleitzahl"},
	{POSTCODE, WHOLE, FR, "codepostal"},
	{POSTCODE, NEAR, FR | ES, "cp"},
	{POSTCODE, WHOLE, ES | PT, "codigopostal"},
	{POSTCODE, WHOLE, IT, "codicepostale codiceavviamentopostale"},
	{POSTCODE, NEAR, IT, "cap"},
	{POSTCODE, NEAR, PT, "cep"},

	/* dates of birth */
	{BIRTH_DATE, STRONG, EN, "dob dateofbirth birthdate birthdt birthday yearofbirth birthyear"},
	{BIRTH_DATE, WHOLE, EN, "bdate bday born bornon"},
	{BIRTH_DATE, STRONG, DE, "geburtsdatum geburtsdat geburtstag geburtsjahr gebdatum gebdat geborenam"},
	{BIRTH_DATE, STRONG, FR, "datenaissance datedenaissance datenaiss anneenaissance anneedenaissance anniversaire"},
	{BIRTH_DATE, WHOLE, FR, "ddn"},
	{BIRTH_DATE, STRONG, ES, "fechanacimiento fechadenacimiento fechanac fecnacimiento anonacimiento cumpleanos"},
	{BIRTH_DATE, STRONG, IT, "datanascita datadinascita annonascita annodinascita"},
	{BIRTH_DATE, STRONG, PT, "datanascimento datadenascimento dtnascimento datanasc anonascimento"},
	{BIRTH_DATE, STRONG, NL, "geboortedatum geboortejaar geboortedag verjaardag"},

	/* payment cards and bank accounts */
	{CARD, STRONG, EN, "creditcard debitcard paymentcard bankcard ccnumber ccnum ccno cardpan pannumber cvv cvc "
	"cardverificationvalue cardexpiry cardexpiration cardexpirationdate"},
	{CARD, WHOLE, EN, "cardnumber cardnum cardno"},
	{CARD, STRONG, DE, "kreditkarte kreditkartennummer kreditkartennr"},
	{CARD, WHOLE, DE, "kartennummer kartennr"},
	{CARD, STRONG, FR, "cartebancaire cartecredit cartedecredit numerocartebancaire numerocartecredit"},
	{CARD, WHOLE, FR, "numerocarte numerodecarte"},
	{CARD, STRONG, ES, "tarjetacredito tarjetadecredito tarjetadebito tarjetadedebito"},
	{CARD, WHOLE, ES, "numerotarjeta numerodetarjeta"},
	{CARD, STRONG, IT, "cartacredito cartadicredito"},
	{CARD, STRONG, PT, "cartaocredito cartaodecredito"},
	{CARD, WHOLE, PT, "numerocartao numerodocartao"},
	{CARD, STRONG, NL, "creditkaart creditkaartnummer"},
	{IBAN, STRONG, ANY, "iban"},
	{IBAN, STRONG, EN, "bankaccount bankaccountnumber bankaccountno"},
	{IBAN, STRONG, DE, "kontonummer kontonr bankkonto bankverbindung"},
	{IBAN, STRONG, FR, "comptebancaire"},
	{IBAN, WHOLE, FR, "numerocompte numerodecompte"},
	{IBAN, STRONG, ES, "cuentabancaria"},
	{IBAN, WHOLE, ES, "numerocuenta numerodecuenta"},
	{IBAN, STRONG, IT, "contobancario coordinatebancarie"},
	{IBAN, WHOLE, IT, "numeroconto numerodiconto"},
	{IBAN, STRONG, PT, "contabancaria"},
	{IBAN, WHOLE, PT, "numeroconta numerodaconta"},
	{IBAN, STRONG, NL, "rekeningnummer bankrekening bankrekeningnummer"},

	/* social security, identity documents, licence plates */
	{SSN, STRONG, EN, "ssn socialsecurity socialsecuritynumber socialsecurityno socialinsurancenumber"},
	{SSN, STRONG, DE, "sozialversicherungsnummer sozialversicherungsnr svnummer svnr rentenversicherungsnummer ahvnummer"},
	{SSN, STRONG, FR, "securitesociale numerosecuritesociale numerodesecuritesociale numsecu"},
	{SSN, WHOLE, FR, "nir"},
	{SSN, STRONG, ES, "seguridadsocial numeroseguridadsocial numerodeseguridadsocial"},
	{NATIONAL_ID, STRONG, EN, "nationalid nationalidnumber nationalidno nationalidentifier "
		"nationalinsurancenumber identitynumber identitycard identitycardnumber idcardnumber idcardno "
		"driverslicense driverslicence driverlicense driverlicence drivinglicense drivinglicence "
		"driverslicensenumber driverlicensenumber drivinglicencenumber aadhaar nhsnumber "
	"healthinsurancenumber personalidentificationnumber"},
	{NATIONAL_ID, WHOLE, EN, "nino idcard taxpayerid"},
	{NATIONAL_ID, STRONG, DE, "personalausweis personalausweisnummer ausweisnummer ausweisnr steuerid "
		"steueridnr steueridentifikationsnummer fuhrerschein fuehrerschein fuhrerscheinnummer "
	"fuehrerscheinnummer krankenversicherungsnummer versichertennummer"},
	{NATIONAL_ID, WHOLE, DE, "steuernummer steuernr"},
	{NATIONAL_ID, STRONG, FR, "carteidentite cartedidentite numeroidentite numerofiscal permisconduire permisdeconduire"},
	{NATIONAL_ID, WHOLE, FR, "cni"},
	{NATIONAL_ID, STRONG, ES, "dni curp documentoidentidad documentodeidentidad carnetidentidad "
	"carnetdeidentidad licenciaconducir carnetconducir"},
	{NATIONAL_ID, WHOLE, ES, "nie nif cedula"},
	{NATIONAL_ID, STRONG, IT, "codicefiscale cartaidentita cartadidentita tesserasanitaria"},
	{NATIONAL_ID, STRONG, PT, "cpf cartaocidadao cartaodecidadao bilheteidentidade carteiraidentidade"},
	{NATIONAL_ID, WHOLE, PT, "nif cnh"},
	{NATIONAL_ID, STRONG, NL, "bsn burgerservicenummer sofinummer rijbewijs rijbewijsnummer identiteitskaart"},
	{PASSPORT, STRONG, EN, "passport passportnumber passportno"},
	{PASSPORT, STRONG, DE, "reisepass reisepassnummer reisepassnr passnummer"},
	{PASSPORT, STRONG, FR, "passeport numeropasseport"},
	{PASSPORT, STRONG, ES, "pasaporte numeropasaporte"},
	{PASSPORT, STRONG, IT, "passaporto numeropassaporto"},
	{PASSPORT, STRONG, PT, "passaporte"},
	{PASSPORT, STRONG, NL, "paspoort paspoortnummer"},
	{PLATE, STRONG, EN, "licenseplate licenceplate licenseplatenumber licenceplatenumber numberplate registrationplate"},
	{PLATE, WHOLE, EN, "platenumber plateno"},
	{PLATE, STRONG, DE, "kfzkennzeichen autokennzeichen fahrzeugkennzeichen nummernschild"},
	{PLATE, STRONG, FR, "plaqueimmatriculation plaquedimmatriculation numeroimmatriculation"},
	{PLATE, WHOLE, FR, "immatriculation"},
	{PLATE, STRONG, ES, "matriculavehiculo placavehiculo"},
	{PLATE, WHOLE, ES, "matricula"},
	{PLATE, WHOLE, IT, "targa"},
	{PLATE, STRONG, PT, "placaveiculo matriculaveiculo"},
	{PLATE, STRONG, NL, "kenteken"},

	/* accounts, networks, whereabouts */
	{USERNAME, WHOLE, ANY, "username usernames login nickname nick"},
	{USERNAME, WHOLE, EN, "loginname loginid screenname twitterhandle instagramhandle skypename skypeid"},
	{USERNAME, WHOLE, DE, "benutzername nutzername anmeldename benutzerkennung spitzname"},
	{USERNAME, WHOLE, FR, "nomutilisateur nomdutilisateur pseudonyme pseudo"},
	{USERNAME, WHOLE, ES, "nombreusuario nombredeusuario apodo"},
	{USERNAME, WHOLE, IT, "nomeutente soprannome"},
	{USERNAME, WHOLE, PT, "nomeusuario nomedeusuario nomeutilizador apelido"},
	{USERNAME, WHOLE, NL, "gebruikersnaam bijnaam"},
	{IP, STRONG, ANY, "ip ips ipaddress ipaddresses ipaddr ipv4 ipv6 ipv4address ipv6address ipadresse adresseip direccionip indirizzoip enderecoip ipadres"},
	{MAC, STRONG, ANY, "macaddress macaddresses macaddr macadresse adressemac direccionmac indirizzomac macadres"},
	{GEO, NEAR, ANY, "latitude longitude lat lng lon geolocation geoposition gps"},
	{GEO, NEAR, DE, "breitengrad laengengrad langengrad geokoordinaten"},
	{GEO, NEAR, ES | PT, "latitud longitud geolocalizacion geolocalizacao"},
	{URL, WHOLE, ANY, "linkedinurl linkedinprofile facebookurl facebookprofile twitterurl instagramurl "
	"personalwebsite personalhomepage personalurl"},
	{URL, NEAR, ANY, "homepage website linkedin"},

	/* persons */
	{NONE, PERSON, EN, "person persons people customer customers client clients user users employee employees "
		"staff worker workers patient patients member members student students pupil pupils teacher teachers "
		"guest guests visitor visitors passenger passengers driver drivers owner owners contact contacts "
		"recipient recipients receiver sender payer payee buyer buyers beneficiary applicant applicants "
		"candidate candidates subscriber subscribers cardholder holder insured policyholder resident residents "
		"citizen citizens spouse husband wife mother father guardian child children nominee doctor doctors nurse "
		"physician manager supervisor prospect prospects lead leads donor donors voter voters player players "
		"attendee attendees participant participants consumer consumers shopper shoppers borrower representative "
	"salesperson reviewer reviewers individual individuals"},
	{NONE, PERSON, DE, "kunde kunden kundin kundinnen personen mitarbeiter mitarbeiterin mitarbeiterinnen benutzer "
		"nutzer anwender patienten schueler schuler studenten studierende lehrer arzt aerzte mitglied mitglieder "
		"mitglieds gast gaeste gaste fahrer besitzer inhaber eigentuemer eigentumer empfaenger empfanger "
		"absender bewerber versicherter versicherungsnehmer kontakt kontakte teilnehmer angestellte "
		"angestellter interessent interessenten ehepartner mutter vater mieter bewohner buerger burger "
	"personal"},
	{NONE, PERSON, FR, "personne personnes clientes utilisateur utilisateurs employe employes salarie salaries "
		"membre membres eleve eleves etudiant etudiants enseignant enseignants conducteur proprietaire "
		"destinataire expediteur beneficiaire candidat candidats abonne abonnes titulaire adherent adherents "
	"medecin medecins conjoint mere pere enfant enfants locataire collaborateur collaborateurs passager"},
	{NONE, PERSON, ES, "persona personas cliente usuario usuarios empleado empleados trabajador trabajadores "
		"paciente pacientes miembro miembros socio socios alumno alumnos estudiante estudiantes profesor "
		"profesores huesped conductor propietario destinatario remitente beneficiario candidato candidatos "
	"abonado abonados contacto contactos medico medicos conyuge madre padre hijo inquilino pasajero"},
	{NONE, PERSON, IT, "persone clienti utente utenti dipendente dipendenti impiegato paziente pazienti "
		"membro studente studenti alunno insegnante ospite conducente proprietario mittente abbonato "
	"intestatario contatto contatti coniuge figlio passeggero"},
	{NONE, PERSON, PT, "pessoa pessoas utilizador utilizadores funcionario funcionarios empregado empregados "
		"aluno alunos estudante estudantes hospede condutor remetente assinante titular contato contatos "
	"conjuge mae pai filho passageiro"},
	{NONE, PERSON, NL, "persoon klant klanten gebruiker gebruikers medewerker medewerkers werknemer werknemers "
		"leden leerling leerlingen docent docenten bestuurder eigenaar ontvanger afzender kandidaat abonnee "
	"verzekerde contactpersoon moeder huurder"},

	/* what a person has an address, a phone for */
	{NONE, ADDRESSING, ANY, "billing bill billto shipping ship shipto delivery deliver mailing postal invoice home "
		"residential residence correspondence emergency private permanent "
		"rechnung rechnungs liefer lieferung versand wohn privat zustell "
		"facturation livraison domicile facturacion envio entrega fatturazione spedizione consegna "
	"faturamento cobranca factuur aflever bezorg verzend thuis"},
	{NONE, NEUTRAL, ANY, "primary secondary main other alt alternate alternative preferred current previous former "
		"old new work business office company landline line number no nr num nummer numero numeros nro "
		"first second third complete plain clear text txt value val string str field normalized "
		"normalised formatted canonical lower encrypted enc original orig intl international national local "
		"ext extension day daytime night evening to "
		"haupt neben alternativ geschaeftlich geschaftlich dienstlich arbeit beruflich "
		"principal secondaire professionnel professionnelle pro fixe portable personnel personnelle travail bureau "
		"secundario secundaria personal particular trabajo laboral fijo fija movil oficina "
		"principale ufficio lavoro casa fisso personale "
		"principal trabalho residencial comercial fixo pessoal "
		"hoofd werk prive zakelijk vast mobiel "
	"de du des d del di da do dos das della delle van von la le el l y und et e"},

	/* what makes it a fact about the thing */
	{NONE, NEVER, ANY, "is has had can must should may need needs send sends allow allows allowed accept accepts "
		"notify enable enabled enables disable disabled use uses want wants receive receives require requires "
		"required count cnt total max min avg sum of without missing opt optin optout valid invalid bounced "
	"unsubscribed tcp voip ist hat est tiene tem ha heeft"},

	/* places and organisations, whose addresses are public */
	{NONE, PLACE, ANY, "place places location locations city cities town towns country countries region regions "
		"state states province provinces district districts municipality street streets postcode postcodes "
		"zip zips zipcode zipcodes area areas site sites store stores shop shops branch branches warehouse "
		"warehouses building buildings venue venues hotel hotels restaurant restaurants airport airports "
		"station stations school schools hospital hospitals facility facilities depot plant factory museum "
		"company companies supplier suppliers vendor vendors manufacturer manufacturers organisation "
		"organisations organization organizations publisher publishers bank banks office offices department "
		"ort orte stadt staedte stadte plz land laender filiale filialen lager standort standorte gebaeude "
		"firma firmen lieferant lieferanten hersteller "
		"ville villes pays magasin magasins entrepot entrepots commune communes lieu lieux agence agences "
		"entreprise entreprises fournisseur fournisseurs societe "
		"ciudad ciudades pais paises tienda tiendas almacen almacenes sucursal sucursales lugar empresa "
		"empresas proveedor proveedores "
		"citta comune comuni negozio negozi magazzino sede sedi azienda aziende fornitore fornitori "
		"cidade cidades loja lojas armazem fornecedor fornecedores "
	"stad steden winkel winkels magazijn filiaal vestiging bedrijf bedrijven leverancier leveranciers"},
	{NONE, MACHINE, ANY, "server servers host hosts node nodes router routers switch switches gateway gateways "
	"proxy dns subnet subnets network networks vm vms machine machines printer printers interface interfaces "
	"vlan cluster clusters broadcast netmask endpoint endpoints bind listen"},
	{NONE, TABLE, ANY, "profile profiles account accounts info information detail details data master dim fact tbl "
	"table tables list lists record records stg staging raw history hist archive view base core stamm stammdaten all"}
};

/* ----- the lexicon, sorted ----- */

typedef struct Word
{
	const char *text;			/* not terminated */
	int			length;
	const Row  *row;
} Word;

static Word *words = NULL;
static int	nwords = 0;
static int	longest_word = 0;

static int
compare_text(const char *a, int alength, const char *b, int blength)
{
	int			order = memcmp(a, b, Min(alength, blength));

	return order != 0 ? order : alength - blength;
}

static int
compare_words(const void *a, const void *b)
{
	const Word *x = a;
	const Word *y = b;
	int			order = compare_text(x->text, x->length, y->text, y->length);

	/* rows in the order in which they are written above */
	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Once per backend; some dozens of microseconds. */
static void
sort_lexicon(void)
{
	int			count = 0;
	Word	   *sorted;

	for (int pass = 0; pass < 2; pass++)
	{
		sorted = pass == 0 ? NULL : MemoryContextAlloc(TopMemoryContext, sizeof(Word) * count);
		count = 0;
		for (int i = 0; i < (int) lengthof(lexicon); i++)
		{
			const char *p = lexicon[i].words;

			while (*p)
			{
				int			length = strcspn(p, " ");

				if (sorted)
					sorted[count] = (Word)
				{
					p, length, &lexicon[i]
				};
				longest_word = Max(longest_word, length);
				count++;
				p += length;
				p += strspn(p, " ");
			}
		}
	}
	qsort(sorted, count, sizeof(Word), compare_words);
	nwords = count;
	words = sorted;
}

/* The first entry for a word, or nwords; more may follow it. */
static int
find_word(const char *text, int length)
{
	int			low = 0;
	int			high = nwords;

	if (length > longest_word)
		return nwords;
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (compare_text(words[middle].text, words[middle].length, text, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < nwords && compare_text(words[low].text, words[low].length, text, length) == 0)
		return low;
	return nwords;
}

/* Everything that a word can do, in any language. */
static uint32
uses_of(const char *text, int length)
{
	uint32		uses = 0;

	for (int i = find_word(text, length);
		 i < nwords && compare_text(words[i].text, words[i].length, text, length) == 0; i++)
	{
		uses |= words[i].row->use;
		if (words[i].row->kind == ADDRESS && words[i].row->use == WHOLE)
			uses |= ADDRESS_PART;
	}
	return uses;
}

/* ----- names cut into words ----- */

typedef struct Token
{
	int			start;			/* in Spelling.folded */
	int			length;
	uint32		uses;
} Token;

typedef struct Spelling
{
	char	   *folded;			/* letters and digits only, lower-case ASCII */
	int		   *from;			/* where each stood in the text, in bytes */
	int		   *to;
	int			length;
	Token	   *tokens;			/* without gaps between them */
	int			ntokens;
} Spelling;

/* Letters of U+00C0 to U+017F without what stands on or under them. */
static const char base_letters[] =
"aaaaaaaceeeeiiiidnooooo ouuuuyts"
"aaaaaaaceeeeiiiidnooooo ouuuuyty"
"aaaaaaccccccccddddeeeeeeeeeegggg"
"gggghhhhiiiiiiiiiiiijjkkklllllll"
"lllnnnnnnnnnoooooooorrrrrrssssss"
"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* The second letter of what is written as one, else NUL. */
static char
second_letter(pg_wchar c)
{
	switch (c)
	{
		case 0xC6:
		case 0xE6:
		case 0x152:
		case 0x153:
			return 'e';			/* ae, oe */
		case 0xDF:
			return 's';			/* sharp s */
		case 0xDE:
		case 0xFE:
			return 'h';			/* thorn */
		case 0x132:
		case 0x133:
			return 'j';
		default:
			return '\0';
	}
}

static bool
is_upper_letter(pg_wchar c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	if (c < 0x100)
		return c >= 0xC0 && c < 0xDF && c != 0xD7;
	if (c < 0x138 || (c >= 0x14A && c < 0x178))
		return c % 2 == 0;
	if (c < 0x149)
		return c % 2 == 1;
	return c == 0x178 || c == 0x179 || c == 0x17B || c == 0x17D;
}

typedef enum Class
{
	SEPARATOR, DIGIT, LOWER, UPPER
} Class;

/* A letter as ASCII, or ' ' for a separator; and what it is. */
static char
fold(pg_wchar c, Class *class)
{
	char		letter;

	*class = SEPARATOR;
	if (c >= '0' && c <= '9')
	{
		*class = DIGIT;
		return (char) c;
	}
	if (c < 0x80)
		letter = pg_ascii_tolower((unsigned char) c);
	else if (c >= 0xC0 && c < 0x180)
		letter = base_letters[c - 0xC0];
	else
		return ' ';
	if (letter < 'a' || letter > 'z')
		return ' ';
	*class = is_upper_letter(c) ? UPPER : LOWER;
	return letter;
}

/* The next character of UTF-8 text, or its first byte where it is none. */
static pg_wchar
next_character(const char *text, int left, int *length)
{
	*length = pg_utf_mblen((const unsigned char *) text);
	if (*length > left || !pg_utf8_islegal((const unsigned char *) text, *length))
	{
		*length = 1;
		return 0;
	}
	return utf8_to_unicode((const unsigned char *) text);
}

static bool
is_combining(pg_wchar c)
{
	return c >= 0x300 && c < 0x370;
}

/* In UTF-8; names in ASCII are not copied.  No longer than a name can be. */
static const char *
to_utf8(const char *text, int *length)
{
	const char *utf8;

	*length = strlen(text);
	if (*length >= NAMEDATALEN)
		*length = pg_mbcliplen(text, *length, NAMEDATALEN - 1);
	utf8 = pnstrdup(text, *length);
	for (int i = 0; i < *length; i++)
	{
		if (IS_HIGHBIT_SET(utf8[i]))
		{
			utf8 = pg_server_to_any(utf8, *length, PG_UTF8);
			break;
		}
	}
	*length = strlen(utf8);
	return utf8;
}

static void
add_letter(Spelling *name, char letter, int from, int to)
{
	name->from[name->length] = from;
	name->to[name->length] = to;
	name->folded[name->length++] = letter;
}

static void
add_boundary(Spelling *name)
{
	int			start = 0;

	if (name->ntokens > 0)
	{
		Token	   *last = &name->tokens[name->ntokens - 1];

		start = last->start + last->length;
	}
	if (start == name->length)
		return;
	name->tokens[name->ntokens].start = start;
	name->tokens[name->ntokens].length = name->length - start;
	name->ntokens++;
}

/* Cuts words in two where both halves are known, as in "customeremail". */
static void
cut_compounds(Spelling *name)
{
	Token	   *cut = palloc(sizeof(Token) * (name->length + 1));
	int			count = 0;

	for (int i = 0; i < name->ntokens; i++)
	{
		Token		token = name->tokens[i];
		const char *text = name->folded + token.start;

		token.uses = uses_of(text, token.length);
		for (int at = token.length - 3; token.uses == 0 && at >= 3; at--)
		{
			uint32		left = uses_of(text, at);
			uint32		right = left ? uses_of(text + at, token.length - at) : 0;

			if (left == 0 || right == 0)
				continue;
			cut[count++] = (Token)
			{
				token.start, at, left
			};
			token.start += at;
			token.length -= at;
			token.uses = right;
		}
		/* numbers, and the one letter that some put before every name */
		if (token.uses == 0 &&
			((text[0] >= '0' && text[0] <= '9') || token.length == 1))
			token.uses = NEUTRAL;
		cut[count++] = token;
	}
	name->tokens = cut;
	name->ntokens = count;
}

static const char *
read_name(const char *text, Spelling *name)
{
	int			length;
	const char *utf8 = to_utf8(text, &length);
	Class		before = SEPARATOR;
	int			step;

	if (words == NULL)
		sort_lexicon();
	name->folded = palloc(2 * length + 1);
	name->from = palloc(sizeof(int) * (2 * length + 1));
	name->to = palloc(sizeof(int) * (2 * length + 1));
	name->tokens = palloc(sizeof(Token) * (2 * length + 1));
	name->length = 0;
	name->ntokens = 0;
	for (int i = 0; i < length; i += step)
	{
		pg_wchar	c = next_character(utf8 + i, length - i, &step);
		Class		class;
		Class		after = SEPARATOR;
		char		letter;
		int			ignored;

		if (is_combining(c))
			continue;
		letter = fold(c, &class);
		if (i + step < length)
			(void) fold(next_character(utf8 + i + step, length - i - step, &ignored), &after);

		/* fooBar, foo1 and 1foo, and the last letter but one of XMLName */
		if (class == SEPARATOR ||
			(class == DIGIT) != (before == DIGIT) ||
			(class == UPPER && before == LOWER) ||
			(class == UPPER && before == UPPER && after == LOWER))
			add_boundary(name);
		if (class != SEPARATOR)
			add_letter(name, letter, i, i + step);
		if (second_letter(c))
			add_letter(name, second_letter(c), i, i + step);
		before = class;
	}
	add_boundary(name);
	name->folded[name->length] = '\0';
	cut_compounds(name);
	return utf8;
}

char *
dm_ascii_name(const char *text)
{
	int			length;
	const char *utf8 = to_utf8(text, &length);
	char	   *result = palloc(2 * length + 1);
	int			count = 0;
	int			step;

	for (int i = 0; i < length; i += step)
	{
		pg_wchar	c = next_character(utf8 + i, length - i, &step);
		Class		class;
		char		letter = fold(c, &class);

		if (c < 0x80)
			result[count++] = utf8[i];
		else if (class != SEPARATOR)
		{
			result[count++] = class == UPPER ? pg_ascii_toupper((unsigned char) letter) : letter;
			if (second_letter(c))
				result[count++] = second_letter(c);
		}
	}
	result[count] = '\0';
	return result;
}

/* ----- the decision ----- */

/* What the words of a name are, all together and each. */
typedef struct Rest
{
	uint32		some;			/* uses that some word has */
	bool		before_known;	/* those before the match are harmless */
	bool		after_known;	/* and those after it */
	bool		neutral;		/* all of them say nothing */
	bool		counts;			/* a word before it counts things */
} Rest;

static bool
is_token(const Spelling *name, const Token *token, const char *word)
{
	return compare_text(name->folded + token->start, token->length, word, strlen(word)) == 0;
}

static void
look_at_rest(const Spelling *name, int first, int last, Rest *rest)
{
	memset(rest, 0, sizeof(*rest));
	rest->before_known = rest->after_known = rest->neutral = true;
	for (int i = 0; i < name->ntokens; i++)
	{
		const Token *token = &name->tokens[i];

		if (i >= first && i <= last)
			continue;
		/* what is personal itself is no place: plz_ort */
		rest->some |= token->uses & PERSONAL ? token->uses & ~PLACE : token->uses;
		if ((token->uses & NEUTRAL) == 0)
			rest->neutral = false;
		if (i < first)
		{
			if ((token->uses & HARMLESS) == 0)
				rest->before_known = false;
			if (is_token(name, token, "num") || is_token(name, token, "number") ||
				is_token(name, token, "no") || is_token(name, token, "nb"))
				rest->counts = true;
		}
		else if ((token->uses & HARMLESS) == 0)
			rest->after_known = false;
	}
}

static bool
is_accepted(const Spelling *name, int first, int last, const Row *row, const DmPersonalContext *context)
{
	Rest		rest;
	bool		is_place = row->kind == ADDRESS || row->kind == POSTCODE || row->kind == GEO;
	const Token *token = &name->tokens[last];
	bool		speaks_of_person;

	look_at_rest(name, first, last, &rest);
	if (!rest.after_known || (rest.some & NEVER))
		return false;
	if (rest.counts && name->folded[token->start + token->length - 1] == 's')
		return false;			/* num_emails */
	if ((row->kind == IP || row->kind == MAC) && ((rest.some & MACHINE) || context->machines))
		return false;

	speaks_of_person = (rest.some & (PERSON | ADDRESSING)) != 0;
	if (!speaks_of_person && ((rest.some & PLACE) && (rest.some & HARMLESS & ~NEUTRAL) == 0 && is_place))
		return false;
	if (is_place && context->places && !speaks_of_person)
		return false;

	switch (row->use)
	{
		case STRONG:
			return true;
		case WHOLE:
			return rest.before_known;
		case NEAR:
			return rest.before_known &&
				(speaks_of_person || (rest.some & (STRONG | WHOLE)) ||
				 context->persons || context->among_persons ||
				 (row->kind != PHONE && (context->addresses || context->among_addresses)));
		case NAME:
			return rest.before_known &&
				((rest.some & PERSON) || (context->persons && rest.neutral));
		default:
			return false;
	}
}

void
dm_personal_context(const char *relation, DmPersonalContext *context)
{
	Spelling	name;
	uint32		some = 0;
	bool		all_persons = true;

	memset(context, 0, sizeof(*context));
	if (relation == NULL)
		return;
	read_name(relation, &name);
	for (int i = 0; i < name.ntokens; i++)
	{
		some |= name.tokens[i].uses;
		if ((name.tokens[i].uses & (PERSON | TABLE | NEUTRAL)) == 0)
			all_persons = false;
	}
	context->persons = (some & PERSON) && all_persons;
	context->places = (some & PLACE) && (some & PERSON) == 0;
	context->addresses = (some & ADDRESS_PART) && !context->places;
	context->machines = (some & MACHINE) && (some & PERSON) == 0;
}

bool
dm_personal_name(const char *column, const DmPersonalContext *context,
				 uint32 languages, DmPersonalName *result)
{
	Spelling	name;
	const char *utf8 = read_name(column, &name);
	bool	   *done = palloc0(sizeof(bool) * (name.ntokens + 1));

	/*
	 * The longest match first; of equally long ones the last, as in English.
	 * Where a long one is turned down, the shorter ones in it say nothing more:
	 * an "ip_address" that is no person's is no postal address either.
	 */
	for (int count = name.ntokens; count > 0; count--)
	{
		for (int first = name.ntokens - count; first >= 0; first--)
		{
			int			last = first + count - 1;
			int			start = name.tokens[first].start;
			int			end = name.tokens[last].start + name.tokens[last].length;
			const char *text = name.folded + start;
			bool		turned_down = false;

			if (done[first] && done[last])
				continue;
			for (int i = find_word(text, end - start);
				 i < nwords && compare_text(words[i].text, words[i].length, text, end - start) == 0; i++)
			{
				const Row  *row = words[i].row;
				char	   *word;

				if ((row->use & PERSONAL) == 0 || (row->languages & languages) == 0)
					continue;
				if (!is_accepted(&name, first, last, row, context))
				{
					turned_down = true;
					continue;
				}
				word = pnstrdup(utf8 + name.from[start], name.to[end - 1] - name.from[start]);
				result->tag = kinds[row->kind].tag;
				result->label = kinds[row->kind].label;
				result->word = pg_any_to_server(word, strlen(word), PG_UTF8);
				return true;
			}
			for (int i = first; turned_down && i <= last; i++)
				done[i] = true;
		}
	}
	return false;
}

uint32
dm_personal_language(const char *code)
{
	for (int i = 0; dm_personal_languages[i]; i++)
		if (pg_strcasecmp(dm_personal_languages[i], code) == 0)
			return 1U << i;
	return 0;
}

/* personal_name(column_name text, relation_name text) */
Datum
datamesh_personal_name(PG_FUNCTION_ARGS)
{
	DmPersonalContext context;
	DmPersonalName found;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	dm_personal_context(PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1)), &context);
	if (!dm_personal_name(text_to_cstring(PG_GETARG_TEXT_PP(0)), &context, DM_ALL_LANGUAGES, &found))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(found.tag));
}
