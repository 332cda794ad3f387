/*-------------------------------------------------------------------------
 *
 * personal_words.h
 *	  The words that names of columns are judged by: rows of the lexicon in
 *	  personal_names.c, which says what they mean.
 *
 * No include guard: whoever includes it defines DM_WORDS first.  Words are in
 * lower-case ASCII without accents; those that go together ("first name") are
 * written as one.  A word may be in several rows.
 *
 *-------------------------------------------------------------------------
 */
/* e-mail */
DM_WORDS(EMAIL, STRONG, ANY,
		 "email emails emailaddress emailaddresses emailaddr")
DM_WORDS(EMAIL, WHOLE, ANY, "mail mails")
DM_WORDS(EMAIL, STRONG, DE, "emailadresse mailadresse emailanschrift")
DM_WORDS(EMAIL, STRONG, FR,
		 "courriel courriels adresseemail adressemail adresseelectronique "
		 "adressecourriel")
DM_WORDS(EMAIL, STRONG, ES,
		 "correoelectronico direccioncorreo direcciondecorreo direccionemail")
DM_WORDS(EMAIL, WHOLE, ES, "correo correos")
DM_WORDS(EMAIL, STRONG, IT, "postaelettronica indirizzoemail indirizzomail")
DM_WORDS(EMAIL, STRONG, PT,
		 "correioeletronico enderecoemail enderecoeletronico enderecodeemail")
DM_WORDS(EMAIL, STRONG, NL, "emailadres mailadres emailadressen")

/* phone and fax */
DM_WORDS(PHONE, STRONG, ANY,
		 "phone phones telephone telephones mobilephone cellphone msisdn "
		 "whatsapp")
DM_WORDS(PHONE, STRONG, EN,
		 "mobilenumber mobileno cellnumber cellno faxnumber faxno telno "
		 "telnumber")
DM_WORDS(PHONE, WHOLE, ANY, "tel mobile fax")
DM_WORDS(PHONE, WHOLE, EN, "landline contactnumber contactno")
DM_WORDS(PHONE, NEAR, EN, "cell")
DM_WORDS(PHONE, STRONG, DE,
		 "telefon telefonnummer telefonnr telnr telnummer rufnummer "
		 "handynummer handynr mobilnummer mobilnr mobiltelefon mobilfunk "
		 "mobilfunknummer mobilrufnummer festnetz festnetznummer telefax "
		 "telefaxnummer faxnummer faxnr")
DM_WORDS(PHONE, WHOLE, DE, "handy mobil")
DM_WORDS(PHONE, STRONG, FR,
		 "numerotelephone numerodetelephone notelephone numtelephone numtel "
		 "numerotel telportable telephoneportable telecopie telecopieur")
DM_WORDS(PHONE, NEAR, FR, "portable")
DM_WORDS(PHONE, STRONG, ES | IT, "telefono telefoni telefonos numerotelefono")
DM_WORDS(PHONE, STRONG, ES, "numerodetelefono telefonomovil numerotelefonico")
DM_WORDS(PHONE, WHOLE, ES, "movil celular")
DM_WORDS(PHONE, STRONG, IT, "numeroditelefono cellulare recapitotelefonico")
DM_WORDS(PHONE, STRONG, PT,
		 "telefone telefones telemovel numerotelefone numerodetelefone")
DM_WORDS(PHONE, WHOLE, PT, "celular")
DM_WORDS(PHONE, STRONG, NL, "telefoon telefoonnummer telefoonnr mobielnummer")
DM_WORDS(PHONE, WHOLE, NL, "mobiel gsm gsmnummer")

/* names of persons */
DM_WORDS(PERSON_NAME, STRONG, EN,
		 "firstname lastname middlename givenname givennames familyname "
		 "surname surnames forename forenames maidenname fullname birthname "
		 "middleinitial preferredname accountholder accountholdername "
		 "nameoncard namefirst namelast namemiddle")
DM_WORDS(PERSON_NAME, WHOLE, EN, "fname lname mname")
DM_WORDS(PERSON_NAME, STRONG, DE,
		 "vorname vornamen nachname nachnamen familienname zuname "
		 "geburtsname vollername rufname kontoinhaber karteninhaber")
DM_WORDS(PERSON_NAME, WHOLE, DE, "ansprechpartner ansprechpartnerin")
DM_WORDS(PERSON_NAME, STRONG, FR,
		 "prenom prenoms nomfamille nomdefamille nomcomplet nomprenom "
		 "prenomnom nometprenom nomusage nomdusage nomjeunefille "
		 "nomdejeunefille nomnaissance nomdenaissance")
DM_WORDS(PERSON_NAME, STRONG, ES,
		 "apellido apellidos primerapellido segundoapellido apellidopaterno "
		 "apellidomaterno primernombre segundonombre nombrecompleto "
		 "nombrepila nombredepila nombreapellidos nombreyapellidos")
DM_WORDS(PERSON_NAME, STRONG, IT,
		 "cognome cognomi nomecognome cognomenome nomeecognome nomecompleto")
DM_WORDS(PERSON_NAME, WHOLE, IT, "nominativo")
DM_WORDS(PERSON_NAME, STRONG, PT,
		 "sobrenome sobrenomes primeironome ultimonome nomecompleto nomemae "
		 "nomedamae nomesocial")
DM_WORDS(PERSON_NAME, STRONG, NL,
		 "voornaam voornamen achternaam achternamen familienaam "
		 "geslachtsnaam tussenvoegsel meisjesnaam roepnaam volledigenaam")
DM_WORDS(PERSON_NAME, NAME, ANY, "name names")
DM_WORDS(PERSON_NAME, NAME, FR, "nom noms")
DM_WORDS(PERSON_NAME, NAME, ES, "nombre nombres")
DM_WORDS(PERSON_NAME, NAME, IT, "nome nomi")
DM_WORDS(PERSON_NAME, NAME, PT, "nome nomes")
DM_WORDS(PERSON_NAME, NAME, NL, "naam namen")

/* addresses */
DM_WORDS(ADDRESS, WHOLE, EN,
		 "address addresses addressline addresslines addr streetaddress "
		 "postaladdress mailingaddress street streetname streetnumber "
		 "streetno housenumber houseno housenr housename apartmentnumber "
		 "pobox")
DM_WORDS(ADDRESS, NEAR, EN,
		 "city cityname town townname suburb apartment apt county")
DM_WORDS(ADDRESS, WHOLE, DE,
		 "adresse anschrift strasse strassenname strassennummer strassenr "
		 "hausnummer hausnr strassehausnummer adresszeile adresszusatz "
		 "postfach wohnort wohnadresse")
DM_WORDS(ADDRESS, NEAR, DE, "ort stadt ortsteil plzort")
DM_WORDS(ADDRESS, WHOLE, FR,
		 "adresse adresses adressepostale rue nomrue numerorue nomvoie "
		 "numerovoie lignedadresse complementadresse complementdadresse")
DM_WORDS(ADDRESS, NEAR, FR, "ville commune localite voie")
DM_WORDS(ADDRESS, WHOLE, ES,
		 "direccion direcciones domicilio calle nombrecalle numerocalle "
		 "direccionpostal")
DM_WORDS(ADDRESS, NEAR, ES,
		 "ciudad localidad poblacion municipio colonia piso")
DM_WORDS(ADDRESS, WHOLE, IT, "indirizzo indirizzi residenza numerocivico")
DM_WORDS(ADDRESS, NEAR, IT, "citta comune localita via civico")
DM_WORDS(ADDRESS, WHOLE, PT, "endereco enderecos morada logradouro")
DM_WORDS(ADDRESS, NEAR, PT, "cidade municipio localidade bairro rua")
DM_WORDS(ADDRESS, WHOLE, NL,
		 "adres adressen straat straatnaam huisnummer huisnr postbus "
		 "woonplaats woonadres")
DM_WORDS(ADDRESS, NEAR, NL, "stad plaats gemeente")
DM_WORDS(POSTCODE, WHOLE, ANY,
		 "zip zipcode zipcodes postcode postcodes postalcode postalcodes "
		 "zipplus")
DM_WORDS(POSTCODE, WHOLE, DE, "plz postleitzahl")
DM_WORDS(POSTCODE, WHOLE, FR, "codepostal")
DM_WORDS(POSTCODE, NEAR, FR | ES, "cp")
DM_WORDS(POSTCODE, WHOLE, ES | PT, "codigopostal")
DM_WORDS(POSTCODE, WHOLE, IT, "codicepostale codiceavviamentopostale")
DM_WORDS(POSTCODE, NEAR, IT, "cap")
DM_WORDS(POSTCODE, NEAR, PT, "cep")

/* dates of birth */
DM_WORDS(BIRTH_DATE, STRONG, EN,
		 "dob dateofbirth birthdate birthdt birthday yearofbirth birthyear birthmonth")
DM_WORDS(BIRTH_DATE, WHOLE, EN, "bdate bday born bornon")
DM_WORDS(BIRTH_DATE, STRONG, DE,
		 "geburtsdatum geburtsdat geburtstag geburtsjahr gebdatum gebdat "
		 "geborenam")
DM_WORDS(BIRTH_DATE, STRONG, FR,
		 "datenaissance datedenaissance datenaiss anneenaissance "
		 "anneedenaissance anniversaire")
DM_WORDS(BIRTH_DATE, WHOLE, FR, "ddn")
DM_WORDS(BIRTH_DATE, STRONG, ES,
		 "fechanacimiento fechadenacimiento fechanac fecnacimiento "
		 "anonacimiento cumpleanos")
DM_WORDS(BIRTH_DATE, STRONG, IT,
		 "datanascita datadinascita annonascita annodinascita")
DM_WORDS(BIRTH_DATE, STRONG, PT,
		 "datanascimento datadenascimento dtnascimento datanasc "
		 "anonascimento")
DM_WORDS(BIRTH_DATE, STRONG, NL,
		 "geboortedatum geboortejaar geboortedag verjaardag")

/* payment cards and bank accounts */
DM_WORDS(CARD, STRONG, EN,
		 "creditcard debitcard paymentcard bankcard ccnumber ccnum ccno "
		 "cardpan pannumber cvv cvc cardverificationvalue cardexpiry "
		 "cardexpiration cardexpirationdate")
DM_WORDS(CARD, WHOLE, EN, "cardnumber cardnum cardno")
DM_WORDS(CARD, STRONG, DE, "kreditkarte kreditkartennummer kreditkartennr")
DM_WORDS(CARD, WHOLE, DE, "kartennummer kartennr")
DM_WORDS(CARD, STRONG, FR,
		 "cartebancaire cartecredit cartedecredit numerocartebancaire "
		 "numerocartecredit")
DM_WORDS(CARD, WHOLE, FR, "numerocarte numerodecarte")
DM_WORDS(CARD, STRONG, ES,
		 "tarjetacredito tarjetadecredito tarjetadebito tarjetadedebito")
DM_WORDS(CARD, WHOLE, ES, "numerotarjeta numerodetarjeta")
DM_WORDS(CARD, STRONG, IT, "cartacredito cartadicredito")
DM_WORDS(CARD, STRONG, PT, "cartaocredito cartaodecredito")
DM_WORDS(CARD, WHOLE, PT, "numerocartao numerodocartao")
DM_WORDS(CARD, STRONG, NL, "creditkaart creditkaartnummer")
DM_WORDS(IBAN, STRONG, ANY, "iban")
DM_WORDS(IBAN, STRONG, EN, "bankaccount bankaccountnumber bankaccountno")
DM_WORDS(IBAN, STRONG, DE, "kontonummer kontonr bankkonto bankverbindung")
DM_WORDS(IBAN, STRONG, FR, "comptebancaire")
DM_WORDS(IBAN, WHOLE, FR, "numerocompte numerodecompte")
DM_WORDS(IBAN, STRONG, ES, "cuentabancaria")
DM_WORDS(IBAN, WHOLE, ES, "numerocuenta numerodecuenta")
DM_WORDS(IBAN, STRONG, IT, "contobancario coordinatebancarie")
DM_WORDS(IBAN, WHOLE, IT, "numeroconto numerodiconto")
DM_WORDS(IBAN, STRONG, PT, "contabancaria")
DM_WORDS(IBAN, WHOLE, PT, "numeroconta numerodaconta")
DM_WORDS(IBAN, STRONG, NL, "rekeningnummer bankrekening bankrekeningnummer")

/* social security, identity documents, licence plates */
DM_WORDS(SSN, STRONG, EN,
		 "ssn socialsecurity socialsecuritynumber socialsecurityno "
		 "socialinsurancenumber")
DM_WORDS(SSN, STRONG, DE,
		 "sozialversicherungsnummer sozialversicherungsnr svnummer svnr "
		 "rentenversicherungsnummer ahvnummer")
DM_WORDS(SSN, STRONG, FR,
		 "securitesociale numerosecuritesociale numerodesecuritesociale "
		 "numsecu")
DM_WORDS(SSN, WHOLE, FR, "nir")
DM_WORDS(SSN, STRONG, ES,
		 "seguridadsocial numeroseguridadsocial numerodeseguridadsocial")
DM_WORDS(NATIONAL_ID, STRONG, EN,
		 "nationalid nationalidnumber nationalidno nationalidentifier "
		 "nationalinsurancenumber identitynumber identitycard "
		 "identitycardnumber idcardnumber idcardno driverslicense "
		 "driverslicence driverlicense driverlicence drivinglicense "
		 "drivinglicence driverslicensenumber driverlicensenumber "
		 "drivinglicencenumber aadhaar nhsnumber healthinsurancenumber "
		 "personalidentificationnumber")
DM_WORDS(NATIONAL_ID, WHOLE, EN, "nino idcard taxpayerid")
DM_WORDS(NATIONAL_ID, STRONG, DE,
		 "personalausweis personalausweisnummer ausweisnummer ausweisnr "
		 "steuerid steueridnr steueridentifikationsnummer fuhrerschein "
		 "fuehrerschein fuhrerscheinnummer fuehrerscheinnummer "
		 "krankenversicherungsnummer versichertennummer")
DM_WORDS(NATIONAL_ID, WHOLE, DE, "steuernummer steuernr")
DM_WORDS(NATIONAL_ID, STRONG, FR,
		 "carteidentite cartedidentite numeroidentite numerofiscal "
		 "permisconduire permisdeconduire")
DM_WORDS(NATIONAL_ID, WHOLE, FR, "cni")
DM_WORDS(NATIONAL_ID, STRONG, ES,
		 "dni curp documentoidentidad documentodeidentidad carnetidentidad "
		 "carnetdeidentidad licenciaconducir carnetconducir")
DM_WORDS(NATIONAL_ID, WHOLE, ES, "nie nif cedula")
DM_WORDS(NATIONAL_ID, STRONG, IT,
		 "codicefiscale cartaidentita cartadidentita tesserasanitaria")
DM_WORDS(NATIONAL_ID, STRONG, PT,
		 "cpf cartaocidadao cartaodecidadao bilheteidentidade "
		 "carteiraidentidade")
DM_WORDS(NATIONAL_ID, WHOLE, PT, "nif cnh")
DM_WORDS(NATIONAL_ID, STRONG, NL,
		 "bsn burgerservicenummer sofinummer rijbewijs rijbewijsnummer "
		 "identiteitskaart")
DM_WORDS(PASSPORT, STRONG, EN, "passport passportnumber passportno")
DM_WORDS(PASSPORT, STRONG, DE,
		 "reisepass reisepassnummer reisepassnr passnummer")
DM_WORDS(PASSPORT, STRONG, FR, "passeport numeropasseport")
DM_WORDS(PASSPORT, STRONG, ES, "pasaporte numeropasaporte")
DM_WORDS(PASSPORT, STRONG, IT, "passaporto numeropassaporto")
DM_WORDS(PASSPORT, STRONG, PT, "passaporte")
DM_WORDS(PASSPORT, STRONG, NL, "paspoort paspoortnummer")
DM_WORDS(PLATE, STRONG, EN,
		 "licenseplate licenceplate licenseplatenumber licenceplatenumber "
		 "numberplate registrationplate")
DM_WORDS(PLATE, WHOLE, EN, "platenumber plateno")
DM_WORDS(PLATE, STRONG, DE,
		 "kfzkennzeichen autokennzeichen fahrzeugkennzeichen nummernschild")
DM_WORDS(PLATE, STRONG, FR,
		 "plaqueimmatriculation plaquedimmatriculation numeroimmatriculation")
DM_WORDS(PLATE, WHOLE, FR, "immatriculation")
DM_WORDS(PLATE, STRONG, ES, "matriculavehiculo placavehiculo")
DM_WORDS(PLATE, WHOLE, ES, "matricula")
DM_WORDS(PLATE, WHOLE, IT, "targa")
DM_WORDS(PLATE, STRONG, PT, "placaveiculo matriculaveiculo")
DM_WORDS(PLATE, STRONG, NL, "kenteken")

/* accounts, networks, whereabouts */
DM_WORDS(USERNAME, WHOLE, ANY, "username usernames login nickname nick")
DM_WORDS(USERNAME, WHOLE, EN,
		 "loginname loginid screenname twitterhandle instagramhandle "
		 "skypename skypeid")
DM_WORDS(USERNAME, WHOLE, DE,
		 "benutzername nutzername anmeldename benutzerkennung spitzname")
DM_WORDS(USERNAME, WHOLE, FR,
		 "nomutilisateur nomdutilisateur pseudonyme pseudo")
DM_WORDS(USERNAME, WHOLE, ES, "nombreusuario nombredeusuario apodo")
DM_WORDS(USERNAME, WHOLE, IT, "nomeutente soprannome")
DM_WORDS(USERNAME, WHOLE, PT,
		 "nomeusuario nomedeusuario nomeutilizador apelido")
DM_WORDS(USERNAME, WHOLE, NL, "gebruikersnaam bijnaam")
DM_WORDS(IP, STRONG, ANY,
		 "ip ips ipaddress ipaddresses ipaddr ipv4 ipv6 ipv4address "
		 "ipv6address ipadresse adresseip direccionip indirizzoip enderecoip "
		 "ipadres")
DM_WORDS(MAC, STRONG, ANY,
		 "macaddress macaddresses macaddr macadresse adressemac direccionmac "
		 "indirizzomac macadres")
DM_WORDS(GEO, NEAR, ANY,
		 "latitude longitude lat lng lon geolocation geoposition gps")
DM_WORDS(GEO, NEAR, DE, "breitengrad laengengrad langengrad geokoordinaten")
DM_WORDS(GEO, NEAR, ES | PT,
		 "latitud longitud geolocalizacion geolocalizacao")
DM_WORDS(URL, WHOLE, ANY,
		 "linkedinurl linkedinprofile facebookurl facebookprofile twitterurl "
		 "instagramurl personalwebsite personalhomepage personalurl")
DM_WORDS(URL, NEAR, ANY, "homepage website linkedin")

/* persons */
DM_WORDS(NONE, PERSON, EN,
		 "person persons people cust customer customers client clients user users "
		 "employee employees staff worker workers patient patients member "
		 "members student students pupil pupils teacher teachers guest "
		 "guests visitor visitors passenger passengers driver drivers owner "
		 "owners contact contacts recipient recipients receiver sender payer "
		 "payee buyer buyers beneficiary applicant applicants candidate "
		 "candidates subscriber subscribers cardholder holder insured "
		 "policyholder resident residents citizen citizens spouse husband "
		 "wife mother father guardian child children nominee doctor doctors "
		 "nurse physician manager supervisor prospect prospects lead leads "
		 "donor donors voter voters player players attendee attendees "
		 "participant participants consumer consumers shopper shoppers "
		 "borrower representative salesperson reviewer reviewers individual "
		 "individuals")
DM_WORDS(NONE, PERSON, DE,
		 "kunde kunden kundin kundinnen personen mitarbeiter mitarbeiterin "
		 "mitarbeiterinnen benutzer nutzer anwender patienten schueler "
		 "schuler studenten studierende lehrer arzt aerzte mitglied "
		 "mitglieder mitglieds gast gaeste gaste fahrer besitzer inhaber "
		 "eigentuemer eigentumer empfaenger empfanger absender bewerber "
		 "versicherter versicherungsnehmer kontakt kontakte teilnehmer "
		 "angestellte angestellter interessent interessenten ehepartner "
		 "mutter vater mieter bewohner buerger burger personal")
DM_WORDS(NONE, PERSON, FR,
		 "personne personnes clientes utilisateur utilisateurs employe "
		 "employes salarie salaries membre membres eleve eleves etudiant "
		 "etudiants enseignant enseignants conducteur proprietaire "
		 "destinataire expediteur beneficiaire candidat candidats abonne "
		 "abonnes titulaire adherent adherents medecin medecins conjoint "
		 "mere pere enfant enfants locataire collaborateur collaborateurs "
		 "passager")
DM_WORDS(NONE, PERSON, ES,
		 "persona personas cliente usuario usuarios empleado empleados "
		 "trabajador trabajadores paciente pacientes miembro miembros socio "
		 "socios alumno alumnos estudiante estudiantes profesor profesores "
		 "huesped conductor propietario destinatario remitente beneficiario "
		 "candidato candidatos abonado abonados contacto contactos medico "
		 "medicos conyuge madre padre hijo inquilino pasajero")
DM_WORDS(NONE, PERSON, IT,
		 "persone clienti utente utenti dipendente dipendenti impiegato "
		 "paziente pazienti membro studente studenti alunno insegnante "
		 "ospite conducente proprietario mittente abbonato intestatario "
		 "contatto contatti coniuge figlio passeggero")
DM_WORDS(NONE, PERSON, PT,
		 "pessoa pessoas utilizador utilizadores funcionario funcionarios "
		 "empregado empregados aluno alunos estudante estudantes hospede "
		 "condutor remetente assinante titular contato contatos conjuge mae "
		 "pai filho passageiro")
DM_WORDS(NONE, PERSON, NL,
		 "persoon klant klanten gebruiker gebruikers medewerker medewerkers "
		 "werknemer werknemers leden leerling leerlingen docent docenten "
		 "bestuurder eigenaar ontvanger afzender kandidaat abonnee "
		 "verzekerde contactpersoon moeder huurder")

/* what a person has an address, a phone for */
DM_WORDS(NONE, ADDRESSING, ANY,
		 "billing bill billto shipping ship shipto delivery deliver mailing "
		 "postal invoice home residential residence correspondence emergency "
		 "private permanent rechnung rechnungs liefer lieferung versand wohn "
		 "privat zustell facturation livraison domicile facturacion envio "
		 "entrega fatturazione spedizione consegna faturamento cobranca "
		 "factuur aflever bezorg verzend thuis")
DM_WORDS(NONE, NEUTRAL, ANY,
		 "primary secondary main other alt alternate alternative preferred "
		 "current previous former old new work business office company "
		 "landline line number no nr num nummer numero numeros nro first "
		 "second third complete plain clear text txt value val string str "
		 "field normalized normalised formatted canonical lower encrypted "
		 "enc original orig intl international national local ext extension "
		 "day daytime night evening to haupt neben alternativ geschaeftlich "
		 "geschaftlich dienstlich arbeit beruflich principal secondaire "
		 "professionnel professionnelle pro fixe portable personnel "
		 "personnelle travail bureau secundario secundaria personal "
		 "particular trabajo laboral fijo fija movil oficina principale "
		 "ufficio lavoro casa fisso personale trabalho residencial comercial "
		 "fixo pessoal hoofd werk prive zakelijk vast mobiel de du des d del "
		 "di da do dos das della delle van von la le el l y und et e")

/* what makes it a fact about the thing */
DM_WORDS(NONE, NEVER, ANY,
		 "is has had can must should may need needs send sends allow allows "
		 "allowed accept accepts notify enable enabled enables disable "
		 "disabled use uses want wants receive receives require requires "
		 "required count cnt total max min avg sum of without missing opt "
		 "optin optout valid invalid bounced unsubscribed tcp voip ist hat "
		 "est tiene tem ha heeft")

/* places and organisations, whose addresses are public */
DM_WORDS(NONE, PLACE, ANY,
		 "place places location locations city cities town towns country "
		 "countries region regions state states province provinces district "
		 "districts municipality street streets postcode postcodes zip zips "
		 "zipcode zipcodes area areas site sites store stores shop shops "
		 "branch branches warehouse warehouses building buildings venue "
		 "venues hotel hotels restaurant restaurants airport airports "
		 "station stations school schools hospital hospitals facility "
		 "facilities depot plant factory museum company companies supplier "
		 "suppliers vendor vendors manufacturer manufacturers organisation "
		 "organisations organization organizations publisher publishers bank "
		 "banks office offices department ort orte stadt staedte stadte plz "
		 "land laender filiale filialen lager standort standorte gebaeude "
		 "firma firmen lieferant lieferanten hersteller ville villes pays "
		 "magasin magasins entrepot entrepots commune communes lieu lieux "
		 "agence agences entreprise entreprises fournisseur fournisseurs "
		 "societe ciudad ciudades pais paises tienda tiendas almacen "
		 "almacenes sucursal sucursales lugar empresa empresas proveedor "
		 "proveedores citta comune comuni negozio negozi magazzino sede sedi "
		 "azienda aziende fornitore fornitori cidade cidades loja lojas "
		 "armazem fornecedor fornecedores stad steden winkel winkels "
		 "magazijn filiaal vestiging bedrijf bedrijven leverancier "
		 "leveranciers")
DM_WORDS(NONE, MACHINE, ANY,
		 "server servers host hosts node nodes router routers switch "
		 "switches gateway gateways proxy dns subnet subnets network "
		 "networks vm vms machine machines printer printers interface "
		 "interfaces vlan cluster clusters broadcast netmask endpoint "
		 "endpoints bind listen")
DM_WORDS(NONE, TABLE, ANY,
		 "profile profiles account accounts info information detail details "
		 "data master dim fact tbl table tables list lists record records "
		 "stg staging raw history hist archive view base core stamm "
		 "stammdaten all")
